using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Tests.Support;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

/// <summary>A page has the name under which the menu leads to it.</summary>
public sealed partial class MenuTitleTests
{
    /// <summary>Pages whose title is made by a component that several of them share.</summary>
    private static readonly string[] Shared = ["/operations/discounts", "/operations/prices", "/sales/discounts", "/sales/prices", "/admin/members"];

    [Theory]
    [InlineData("")]
    [InlineData(".zh-Hans")]
    public void The_menu_calls_every_page_by_its_title(string language)
    {
        var shared = Texts("Texts", language);
        var pages = Project.Files("KBoss.Web", "*.razor").Select(File.ReadAllText).ToList();
        var compared = Menu.Items.Where(item => !Shared.Contains(item.Route)).Select(item =>
        {
            var page = pages.Single(source => source.Contains($"@page \"{item.Route}\"", StringComparison.Ordinal));
            return (Menu: shared[item.Title], Page: Title(page, shared, language), item.Route);
        }).ToList();

        Assert.NotEmpty(compared);
        Assert.Empty(compared.Where(c => c.Menu != c.Page).Select(c => $"{c.Route}: {c.Menu} in the menu, {c.Page} on the page"));
    }

    private static string Title(string page, Dictionary<string, string> shared, string language)
    {
        var title = PageTitle().Match(page);
        Assert.True(title.Success, page[..60]);
        var which = title.Groups["which"].Value;
        var texts = which == "T" ? shared : Texts(Regex.Match(page, $@"@inject IStringLocalizer<(?:\w+\.)*(\w+)> {which}\b").Groups[1].Value, language);
        return texts[title.Groups["key"].Value];
    }

    private static Dictionary<string, string> Texts(string name, string language) =>
        XDocument.Load(Project.Files("KBoss.Web", $"{name}{language}.resx").Single()).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    [GeneratedRegex("""<PageHeader\s+Title="@(?<which>\w+)\["(?<key>[\w.]+)"\]""")]
    private static partial Regex PageTitle();
}
