using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Tests.Support;
using KBoss.Web;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace KBoss.Tests.Manual;

/// <summary>Holds the text of <c>docs/manual</c> true: both languages alike, every picture, link, address and label there.</summary>
public sealed partial class ManualTextTests
{
    private const int MostBytes = 150 * 1024;

    private static readonly string Folder = Path.Combine(Project.Root, "docs", "manual");

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().Build();

    public static TheoryData<string> Languages => ["en", "zh-CN"];

    [Fact]
    public void Both_languages_have_the_same_pages_headings_and_pictures()
    {
        Assert.Equal(
            [
                "account.md", "admin.md", "approvals.md", "buying.md", "delivery.md", "devices.md", "finance.md", "lists.md", "operations.md", "resources.md", "sales.md",
                "team.md", "tickets.md",
            ],
            Pages("en").Select(Path.GetFileName));
        Assert.Equal(Pages("en").Select(Path.GetFileName), Pages("zh-CN").Select(Path.GetFileName));
        foreach (var (english, chinese) in Pages("en").Zip(Pages("zh-CN")))
        {
            Assert.Equal(Outline(english), Outline(chinese));
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_picture_is_stored_once_shown_and_small(string language)
    {
        var stored = Directory.EnumerateFiles(Path.Combine(Folder, "pictures", language)).ToList();
        var shown = Pages(language).SelectMany(page => Read(page).Descendants<LinkInline>().Where(link => link.IsImage)
            .Select(link => Path.GetFullPath(link.Url!, Path.GetDirectoryName(page)!))).ToList();
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except(stored).Select(file => $"not taken: {Short(file)}"));
        Assert.Empty(stored.Except(shown).Select(file => $"in no page: {Short(file)}"));
        Assert.Equal(stored.Count, shown.Count);
        Assert.DoesNotContain(stored, file => new FileInfo(file).Length > MostBytes);
    }

    [Fact]
    public void Every_link_leads_to_a_page_and_a_heading()
    {
        var lost =
            from page in AllPages()
            from link in Read(page).Descendants<LinkInline>()
            where !link.IsImage
            let parts = link.Url!.Split('#')
            let target = parts[0].Length == 0 ? page : Path.GetFullPath(parts[0], Path.GetDirectoryName(page)!)
            where !File.Exists(target) || (parts.Length > 1 && !Read(target).OfType<HeadingBlock>().Any(h => Anchor(Plain(h.Inline!)) == parts[1]))
            select $"{Short(page)}: {link.Url}";

        Assert.Empty(lost);
    }

    [Fact]
    public void Every_address_is_a_page()
    {
        // The manual writes an ellipsis for what differs from thing to thing.
        var routes = typeof(App).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
            .Select(route => Parameter().Replace(route.Template, "…")).ToHashSet();
        var named = AllPages().SelectMany(page => Read(page).Descendants<CodeInline>().Where(code => code.Content.StartsWith('/')).Select(code => (page, code.Content))).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(n => !routes.Contains(n.Content)).Select(n => $"{Short(n.page)}: {n.Content}"));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_bold_label_stands_on_a_page(string language)
    {
        var texts = Project.Files("KBoss.Web", "*.resx").Where(file => file.EndsWith(".zh-Hans.resx", StringComparison.Ordinal) == (language == "zh-CN"))
            .SelectMany(file => XDocument.Load(file).Root!.Elements("data")).Select(data => Shown(data.Element("value")!.Value)).ToHashSet();
        var bold = Pages(language).SelectMany(page => Read(page).Descendants<EmphasisInline>().Where(e => e.DelimiterCount == 2).Select(e => (page, Text: Plain(e)))).ToList();
        Assert.NotEmpty(bold);
        Assert.Empty(bold.Where(b => !texts.Contains(b.Text)).Select(b => $"{Short(b.page)}: {b.Text}"));
        // A star that is left over is a label or a word that its neighbours kept from becoming bold.
        Assert.Empty(AllPages().SelectMany(page => Read(page).Descendants<LiteralInline>()
            .Where(text => text.Content.ToString().Contains('*', StringComparison.Ordinal)).Select(text => $"{Short(page)}: {text.Content}")));
    }

    /// <summary>A text of a page as the manual writes it: an ellipsis for what is filled in, and of two words the one for many.</summary>
    private static string Shown(string text) => Placeholder().Replace(Choice().Replace(text, "$1"), "…");

    private static IEnumerable<string> Pages(string language) => Directory.EnumerateFiles(Path.Combine(Folder, language), "*.md").Order(StringComparer.Ordinal);

    private static IEnumerable<string> AllPages() => Directory.EnumerateFiles(Folder, "*.md", SearchOption.AllDirectories);

    private static MarkdownDocument Read(string page) => Markdig.Markdown.Parse(File.ReadAllText(page), Markdown);

    /// <summary>The levels of the headings, and the pictures and tables between them, in their order.</summary>
    private static IEnumerable<string> Outline(string page) => Read(page).Descendants().Select(part => part switch
    {
        HeadingBlock heading => $"{new string('#', heading.Level)}",
        Table table => $"table of {table.Count}",
        LinkInline { IsImage: true } picture => Path.GetFileName(picture.Url!),
        _ => "",
    }).Where(part => part.Length > 0);

    private static string Plain(ContainerInline inline) => string.Concat(inline.Descendants<LeafInline>().Select(leaf => leaf switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    /// <summary>The anchor that a heading gets where the manual is read.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c));

    private static string Short(string file) => Path.GetRelativePath(Project.Root, file);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\d+:[^|{}]*\|([^{}]*)\}")]
    private static partial Regex Choice();
}
