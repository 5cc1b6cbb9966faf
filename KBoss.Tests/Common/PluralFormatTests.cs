using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace KBoss.Tests.Common;

/// <summary>One line, two lines.</summary>
public sealed partial class PluralFormatTests
{
    [Theory]
    [InlineData(1, "1 line was read")]
    [InlineData(0, "0 lines were read")]
    [InlineData(21, "21 lines were read")]
    [InlineData(1L, "1 line was read")]
    [InlineData("1", "1 line was read")]
    [InlineData("11", "11 lines were read")]
    public void A_word_follows_the_number(object count, string expected) => Assert.Equal(expected, PluralFormat.Fill("{0} {0:line was|lines were} read", count));

    [Fact]
    public void Counts_are_written_in_groups_alone_and_in_a_sentence()
    {
        Assert.Equal("15,011 rows of 1,234,567", PluralFormat.Fill("{0} {0:row|rows} of {1}", 15_011, 1_234_567L));
        Assert.Equal("2026: 15011", PluralFormat.Fill("{0}: {1}", "2026", "15011"));
        Assert.Equal("15,011", 15_011.Grouped());
    }

    [Fact]
    public void Every_other_format_stays_what_it_is()
    {
        Assert.Equal("0.85 and 1 day, 2026-01-05", PluralFormat.Fill("{0:0.00##} and {1} {1:day|days}, {2:yyyy-MM-dd}", 0.85m, 1, new DateOnly(2026, 1, 5)));
        Assert.Equal(" of 1 line", PluralFormat.Fill("{0} of {1} {1:line|lines}", null, 1));
    }

    [Fact]
    public void Notices_refusals_and_pages_choose_the_word_in_english_and_chinese_needs_none()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        services.AddSingleton<RuleMessages>();
        using var provider = services.BuildServiceProvider();
        var notices = provider.GetRequiredService<IStringLocalizer<Notices>>();
        var one = new NoticeRow(1, "OwnTermsEnding", "prices/C1", ["1", "青云", "2026-02-01"], DateTime.UnixEpoch, false);
        In("en", () =>
        {
            Assert.StartsWith("1 price of 青云’s own ends, the first on 2026-02-01. Extend it,", NoticeTexts.Of(notices, one), StringComparison.Ordinal);
            Assert.StartsWith(
                "2 prices of 青云’s own end, the first on 2026-02-01. Extend them,", NoticeTexts.Of(notices, one with { Args = ["2", "青云", "2026-02-01"] }),
                StringComparison.Ordinal);
            Assert.Contains("1 use.", provider.GetRequiredService<RuleMessages>().Text(new RuleException("Promotions.InviteExhausted", "AB", 1)), StringComparison.Ordinal);
        });
        In("zh-Hans", () => Assert.DoesNotContain("|", NoticeTexts.Of(notices, one), StringComparison.Ordinal));
    }

    /// <summary>What is a fixed number of more than one ("at most {0} days") needs no choice.</summary>
    [Fact]
    public void No_english_text_counts_one_as_many()
    {
        var problems =
            from file in Project.Files("KBoss.Web", "*.resx")
            where !file.EndsWith(".zh-Hans.resx", StringComparison.Ordinal) && !file.EndsWith("MudTexts.resx", StringComparison.Ordinal)
            from data in XDocument.Load(file).Root!.Elements("data")
            let text = data.Element("value")!.Value
            from Match many in Many().Matches(text)
            where !Fixed().IsMatch(text[..many.Index]) && !text[many.Index..].Contains("at most", StringComparison.Ordinal)
                && !Never.Contains(data.Attribute("name")!.Value)
            select $"{Path.GetRelativePath(Project.Root, file)}: {data.Attribute("name")!.Value}: {text}";
        Assert.Empty(problems);
    }

    /// <summary>A name that is followed by a verb, and limits that are never 1.</summary>
    private static readonly string[] Never = ["Failing", "PasswordHelp", "Messaging.CodeTooMany", "ReleasedAt"];

    private static void In(string language, Action check)
    {
        var (before, format) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = new CultureInfo(language);
            check();
        }
        finally
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (before, format);
        }
    }

    [GeneratedRegex(@"\{\d\} (?:more |other |new )?(?!(?:is|was|has|does|costs|needs|asks|belongs|goes|takes|names|stands|waits|ms|begins|ends|answers|gets|as)\b)[A-Za-z]+s\b")]
    private static partial Regex Many();

    [GeneratedRegex(@"(?i)(?:at most|at least|more than|last|within|holds|valid for|up to|for|and|exceeds the maximum of|than) $")]
    private static partial Regex Fixed();
}
