using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

public sealed partial class ResourceTests
{
    private const string Chinese = ".zh-Hans.resx";

    [Fact]
    public void Both_languages_have_the_same_keys_and_no_text_is_empty()
    {
        var neutral = Project.Files("KBoss.Web", "*.resx").Where(file => !file.EndsWith(Chinese, StringComparison.Ordinal)).ToList();
        var orphans = Project.Files("KBoss.Web", "*" + Chinese).Select(file => file.Replace(Chinese, ".resx", StringComparison.Ordinal)).Except(neutral);
        Assert.NotEmpty(neutral);
        Assert.Empty(orphans);

        var problems = neutral.SelectMany(file =>
        {
            var (english, chinese) = (Read(file), Read(Path.ChangeExtension(file, null) + Chinese));
            return english.Keys.Except(chinese.Keys).Select(key => $"{Short(file)}: {key} is missing in Chinese")
                .Concat(chinese.Keys.Except(english.Keys).Select(key => $"{Short(file)}: {key} is missing in English"))
                .Concat(english.Concat(chinese).Where(pair => string.IsNullOrWhiteSpace(pair.Value)).Select(pair => $"{Short(file)}: {pair.Key} is empty"))
                .Concat(english.Where(pair => chinese.ContainsKey(pair.Key) && !Placeholders(pair.Value).SetEquals(Placeholders(chinese[pair.Key])))
                    .Select(pair => $"{Short(file)}: {pair.Key} has other placeholders in Chinese"));
        });
        Assert.Empty(problems);
    }

    [Fact]
    public void Every_text_that_a_page_asks_for_exists()
    {
        var shared = Read(Path.Combine(Project.Root, "KBoss.Web", "Common", "Text", "Texts.resx"));
        var problems =
            from file in Project.Files("KBoss.Web", "*.razor")
            let source = File.ReadAllText(file)
            // A page may take its texts from another resource than its own, such as those of the component that it shares them with.
            let named = Localizer().Match(source) is { Success: true } match ? match.Groups["type"].Value.Split('.')[^1] : Path.GetFileNameWithoutExtension(file)
            let own = Project.Files("KBoss.Web", named + ".resx").FirstOrDefault()
            let texts = own is null ? [] : Read(own)
            from Match use in Use().Matches(source)
            let key = use.Groups["key"].Value
            where !(use.Groups["which"].Value == "T" ? shared : texts).ContainsKey(key)
            select $"{Short(file)}: {use.Groups["which"].Value}[\"{key}\"]";

        Assert.Empty(problems);
    }

    /// <summary>Their keys are made from the reason, so that nothing in the source names them.</summary>
    [Theory]
    [InlineData("Catalog/CatalogTexts", "Invisible.{0}")]
    [InlineData("Pricing/WhyDialog", "{0}")]
    [InlineData("Pricing/WhyDialog", "{0}.Advice")]
    public void Every_reason_for_which_customers_do_not_see_an_offer_has_words(string file, string key)
    {
        var texts = Read(Path.Combine(Project.Root, "KBoss.Web", file + ".resx"));
        var reasons = Enum.GetNames<Domain.Pricing.InvisibleReason>();
        Assert.Empty(reasons.Select(reason => key.Replace("{0}", reason, StringComparison.Ordinal)).Except(texts.Keys));
    }

    [Fact]
    public void Every_refusal_in_the_source_has_a_message()
    {
        var problems =
            from file in Project.Files("KBoss.Domain", "*.cs").Concat(Project.Files("KBoss.Infrastructure", "*.cs")).Concat(Project.Files("KBoss.Web", "*.cs", "*.razor"))
            from Match refusal in Refusal().Matches(File.ReadAllText(file))
            let code = refusal.Groups["code"].Value
            let rules = Path.Combine(Project.Root, "KBoss.Web", code.Split('.')[0], "Rules.resx")
            where !File.Exists(rules) || !Read(rules).ContainsKey(code)
            select $"{Short(file)}: {code}";

        Assert.Empty(problems.Distinct());
    }

    private static Dictionary<string, string> Read(string file) =>
        !File.Exists(file) ? [] : XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Groups["number"].Value)];

    private static string Short(string file) => Path.GetRelativePath(Project.Root, file);

    [GeneratedRegex(@"\{(?<number>\d+)[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<![\w.])(?<which>[TL])\[""(?<key>\w+)""")]
    private static partial Regex Use();

    [GeneratedRegex(@"@inject IStringLocalizer<(?<type>[\w.]+)> L\b")]
    private static partial Regex Localizer();

    [GeneratedRegex(@"RuleException\(\s*""(?<code>\w+\.\w+)""")]
    private static partial Regex Refusal();
}
