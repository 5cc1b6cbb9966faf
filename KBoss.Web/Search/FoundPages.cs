using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Web.Common;
using KBoss.Web.Organizations.Members;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace KBoss.Web.Search;

/// <summary>A page or an act that is found by its name; an act leads to where it begins, or presses the button of the header with this test id.</summary>
public sealed record FoundPage(string Title, string Group, string Icon, string? Route, string? Presses = null);

/// <summary>
/// Finds pages and acts by what they are called in either language, pages in the menu and at their head: those of the member's menu, and its own.
/// </summary>
internal sealed class FoundPages(IStringLocalizer<Texts> texts, IStringLocalizer<FoundActs> acts, IStringLocalizerFactory factory)
{
    private const int Most = 8;

    private static readonly (string Title, string Route, string Permission, string Icon)[] OfCustomers =
    [
        ("Products", "/products", "", Icons.Material.Outlined.Storefront),
        ("Cart", "/cart", Permissions.OrdersPlace, Icons.Material.Outlined.ShoppingCart),
        ("Orders", "/orders", Permissions.OrdersView, Icons.Material.Outlined.ReceiptLong),
        ("Resources", "/resources", Permissions.ResourcesView, Icons.Material.Outlined.Dns),
        ("Tickets", "/tickets", Permissions.TicketsView, Icons.Material.Outlined.SupportAgent),
        ("Conversation", "/conversation", Permissions.ConversationsWrite, Icons.Material.Outlined.Forum),
        ("Me", "/me", Permissions.WalletView, Icons.Material.Outlined.AccountCircle),
        ("Team", "/team", Permissions.MembersManage, Icons.Material.Outlined.Group),
    ];

    private static readonly (string Title, string Route, string Icon)[] OfEverybody =
    [
        ("Notices", "/notices", Icons.Material.Outlined.Notifications),
        ("AccountSecurity", "/me/security", Icons.Material.Outlined.Shield),
    ];

    /// <summary>The pages of the menu whose title stands in the texts of a component.</summary>
    private static readonly Dictionary<string, (Type Texts, string Key)> TitledElsewhere = new() { ["/admin/members"] = (typeof(MemberList), "Title.Distributor") };

    /// <summary>The page at each address without parameters.</summary>
    public static IReadOnlyDictionary<string, Type> PagesByRoute { get; } = typeof(FoundPages).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>().Select(route => (route.Template, Page: type)))
        .Where(route => !route.Template.Contains('{', StringComparison.Ordinal)).ToDictionary(route => route.Template, route => route.Page);

    /// <summary>The pages and acts that are called so, those whose name begins so first; a few of them while nothing has been typed.</summary>
    public IReadOnlyList<FoundPage> Of(Actor me, string typed)
    {
        var key = NormalText.Sought(typed.Trim());
        return
        [
            .. All(me)
                .Select(found => (found.Page, Rank: found.Names.Min(name => Rank(name, key))))
                .Where(found => found.Rank < int.MaxValue).OrderBy(found => found.Rank).Select(found => found.Page)
                .DistinctBy(page => page.Route ?? page.Presses).Take(Most),
        ];
    }

    /// <summary>0 for a name that begins so, then one that holds it, then one that holds each of its words; the greatest number for any other.</summary>
    private static int Rank(string name, string key)
    {
        var sought = NormalText.Sought(name);
        return sought.IndexOf(key, StringComparison.Ordinal) switch
        {
            0 => 0,
            > 0 => 1,
            _ => key.Split(' ').All(word => sought.Contains(word, StringComparison.Ordinal)) ? 2 : int.MaxValue,
        };
    }

    private IEnumerable<(FoundPage Page, string[] Names)> All(Actor me)
    {
        foreach (var item in Menu.For(me).SelectMany(group => group).DistinctBy(item => item.Route))
        {
            yield return Page(item.Title, texts[item.Group], item.Icon, item.Route);
        }

        if (me.Kind == OrganizationKind.Customer)
        {
            foreach (var (title, route, _, icon) in OfCustomers.Where(page => page.Permission.Length == 0 || me.Has(page.Permission)))
            {
                yield return Page(title, texts["Me"], icon, route);
            }
        }

        foreach (var (title, route, icon) in OfEverybody)
        {
            yield return Page(title, texts["Me"], icon, route);
        }

        foreach (var act in FoundActs.For(me))
        {
            yield return (new FoundPage(acts[act.Title], acts["Act"], act.Icon, act.Address), NamesOf(act));
        }

        yield return Act("SwitchLanguage", Icons.Material.Outlined.Translate, "action-language");
        yield return Act("ThemeDark", Icons.Material.Outlined.DarkMode, "action-theme");
    }

    private (FoundPage Page, string[] Names) Page(string title, string group, string icon, string route) =>
        (new FoundPage(texts[title], group, icon, route), [.. InBothLanguages(texts, title), .. TitleOf(route)]);

    private (FoundPage Page, string[] Names) Act(string title, string icon, string presses) =>
        (new FoundPage(texts[title], "", icon, null, presses), InBothLanguages(texts, title));

    private string[] NamesOf(FoundAct act) =>
        [.. InBothLanguages(acts, act.Title), .. InBothLanguages(acts, $"{act.Title}.Words").SelectMany(words => words.Split([';', '；'], StringSplitOptions.TrimEntries))];

    /// <summary>What stands at the head of the page, where its texts have it.</summary>
    private string[] TitleOf(string route) => TitledElsewhere.TryGetValue(route, out var other) ? InBothLanguages(factory.Create(other.Texts), other.Key)
        : PagesByRoute.TryGetValue(route, out var page) && factory.Create(page) is var own && own["Title"] is { ResourceNotFound: false } ? InBothLanguages(own, "Title")
        : [];

    private static string[] InBothLanguages(IStringLocalizer words, string key)
    {
        var own = CultureInfo.CurrentUICulture;
        try
        {
            return [.. new[] { Preferences.Chinese, Preferences.English }.Select(culture =>
            {
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
                return words[key].Value;
            })];
        }
        finally
        {
            CultureInfo.CurrentUICulture = own;
        }
    }
}
