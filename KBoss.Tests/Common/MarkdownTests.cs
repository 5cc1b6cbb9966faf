using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

public sealed class MarkdownTests
{
    public static TheoryData<string> Deep { get; } = new(
        new string('>', 5_000) + " <b>text</b>",
        string.Concat(Enumerable.Range(0, 190).Select(i => new string(' ', i * 2) + "- <b>text</b>\n"))[..LongText.MaxLength],
        new string('[', 9_000) + "<b>" + new string(']', 9_000));

    [Theory]
    [MemberData(nameof(Deep))]
    public void What_stands_too_deep_is_shown_as_it_was_written_and_never_an_error(string text)
    {
        var html = MarkdownText.ToHtml(text);

        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_what_could_not_be_shown()
    {
        var refusal = Assert.Throws<RuleException>(() => MarkdownRules.Demand(new string('>', 5_000) + " text", "description"));
        Assert.Equal(("Common.MarkdownTooDeep", "description"), (refusal.Code, refusal.Field));
        MarkdownRules.Demand("# Title\n\n> - one\n>   - two **three** [link](https://kboss.example)", "description");
        MarkdownRules.Demand(null, "description");
    }
}
