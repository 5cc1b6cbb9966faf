using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>One address of the started application: a page, a download, the target of a form.</summary>
internal sealed record Route(string Pattern, string Method, Type? Page, RequirePermissionAttribute? Permission, bool ForMembers)
{
    public bool IsForm => Method != "GET";

    public bool HasKey => Pattern.Contains('{', StringComparison.Ordinal);

    public bool InCircuit => Page is not null && !Page.IsDefined(typeof(ExcludeFromInteractiveRoutingAttribute));

    /// <summary>The pattern as people write it, without the types of its parameters.</summary>
    public string Address => Regex.Replace(Pattern, @"\{\**(\w+)[^}]*\}", "{$1}");

    /// <summary>Whether the rule lets somebody in; null is a visitor.</summary>
    public bool Admits(Actor? actor) => !ForMembers || (actor is not null && (Permission is null
        || (actor.Has(Permission.Permission) && (Permission.Only is null || Permission.Only == actor.Kind))));

    public override string ToString() => $"{Method} {Address}";
}

/// <summary>Every address that the started application answers, what of it is open to everybody and why, and the rows that its parameters name.</summary>
internal static class Routes
{
    /// <summary>Open to everybody; every other address says by <c>[RequirePermission]</c> or <c>[Authorize]</c> who may.</summary>
    public static IReadOnlyDictionary<string, string> Open { get; } = new Dictionary<string, string>
    {
        ["/"] = "The shop",
        ["/products"] = "The shop",
        ["/products/{Id}"] = "The shop; what the seller does not offer is not found",
        ["/shop/news"] = "The shop; says that something in it has changed, and to whoever is signed in the own figures of the header",
        ["/files/products/{key}"] = "Pictures in the shop; any other file is not found",
        ["/message-board"] = "Visitors write to us; nothing is sent to anybody outside, and so much is taken in an hour",
        ["/account/login"] = "Nobody is signed in yet",
        ["/account/register"] = "Nobody is signed in yet",
        ["/account/forgot"] = "Nobody is signed in yet",
        ["/account/agreement"] = "Is read before consenting",
        ["/account/privacy"] = "Is read before consenting",
        ["/account/logout"] = "Ends the own session only",
        ["/preferences/culture"] = "The language of the own browser",
        ["/preferences/theme"] = "The look of the own browser",
        ["/pay/alipay/notify"] = "Alipay, which signs what it says",
        ["/dingtalk/callback"] = "DingTalk, which signs and encrypts what it says; it is a hint to look and decides nothing",
        ["/sms/callback/{vendor}/{secret}"] = "The vendors of text messages, who sign nothing: the address holds a secret, and only what we gave to that vendor is believed",
        ["/pay/alipay/return"] = "Leads on to a page with a rule",
        ["/status/400"] = "Says what was not understood",
        ["/status/403"] = "Says what was refused",
        ["/status/404"] = "Says what was not found",
        ["/status/{Code}"] = "Says what went wrong",
        ["/error"] = "Says what went wrong",
        ["/health/live"] = "Machines that watch; says nothing but healthy or not",
        ["/health/ready"] = "Machines that watch; says nothing but healthy or not",
    };

    /// <summary>Whole groups that are open to everybody; nothing in them is tried.</summary>
    public static IReadOnlyDictionary<string, string> OpenGroups { get; } = new Dictionary<string, string>
    {
        ["/_blazor"] = "The connection of circuits; each page in one asks for session and permission",
        ["/_framework"] = "Blazor's own scripts",
        ["/dev"] = "Simulators; in Development only, Production refuses to map them",
    };

    /// <summary>Files of <c>wwwroot</c>, which are endpoints of their own, and the one that looks for others in Development.</summary>
    public const string Files = "Styles, scripts and pictures of the application and its components";

    /// <summary>Forms that are taken without an antiforgery token.</summary>
    public static IReadOnlyDictionary<string, string> WithoutToken { get; } = new Dictionary<string, string>
    {
        ["/pay/alipay/notify"] = "Alipay has none; its signature is checked",
        ["/dingtalk/callback"] = "DingTalk has none; its signature is checked",
        ["/sms/callback/{vendor}/{secret}"] = "The vendors of text messages have none; the address holds a secret",
        ["/preferences/culture"] = "Pages kept for all visitors hold none; a form of another site is refused by `Sec-Fetch-Site` or `Origin`",
        ["/preferences/theme"] = "As the language",
    };

    /// <summary>The row of the first organizations that a parameter names, by all of the address up to it.</summary>
    private static readonly Dictionary<string, Func<AccessWorld, object>> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/products/{Id}"] = world => world.IdOf<Product>(),
        ["/files/products/{key}"] = world => world.Keys["image"],
        ["/files/identity/{code}"] = world => world.Keys["customer"],
        ["/files/join-claims/{claimId}"] = world => world.Ids["waiting-claim"],
        ["/sms/callback/{vendor}"] = _ => "alibaba",
        ["/sms/callback/{vendor}/{secret}"] = _ => "wrong",
        ["/admin/schedules/{Name}"] = _ => "verify-ledger",
        ["/orders/{OrderNo}"] = world => world.Keys["order"],
        ["/orders-desk/{OrderNo}"] = world => world.Keys["order"],
        ["/resources-desk/{ResourceNo}"] = world => world.Keys["resource"],
        ["/operations/skus/{Code}"] = world => world.Keys["sku"],
        ["/admin/members/{UserName}"] = world => world.Keys["member"],
        ["/admin/members/id/{Id}"] = world => world.IdOf<Member>(),
        ["/finance/journal/{EventKind}"] = _ => LedgerEvents.Recharge,
        ["/finance/journal/{EventKind}/{Reference}"] = world => world.Keys["entry"],
        ["/approvals/{No}"] = world => world.Keys["approval"],
        ["/resources/{ResourceNo}"] = world => world.Keys["resource"],
        ["/resources/{resourceNo}/enter/{door}"] = _ => "console",
        ["/tickets/{TicketNo}"] = world => world.Keys["ticket"],
        ["/sales/conversations/{Code}"] = world => world.Keys["customer"],
        ["/files/conversations/{code}"] = world => world.Keys["customer"],
        ["/files/conversations/{code}/{message}"] = _ => 1,
        ["/files/conversations/{code}/{message}/{number}"] = _ => 1,
        ["/files/conversation/{message}"] = _ => 1,
        ["/files/conversation/{message}/{number}"] = _ => 1,
        ["/maintenance/tasks/{TaskNo}"] = world => world.Keys["task"],
        ["/maintenance/tickets/{TicketNo}"] = world => world.Keys["ticket"],
        ["/files/tickets/{ticketNo}"] = world => world.Keys["ticket"],
        ["/files/tickets/{ticketNo}/{message}"] = _ => 1,
        ["/files/tickets/{ticketNo}/{message}/{number}"] = _ => 1,
        ["/me/recharge/{RechargeNo}"] = world => world.Keys["recharge"],
        ["/pay/alipay/{rechargeNo}"] = world => world.Keys["recharge"],
        ["/sales/customers/{Id}"] = world => world.Keys["customer"],
        ["/sales/invites/{Code}"] = world => world.Keys["colleagues-invite"],
        ["/finance/accounts/{Code}"] = world => world.Keys["account"],
        ["/operations/promotions/{No}"] = world => world.Keys["promotion"],
        ["/sales/leads/{LeadNo}"] = world => world.Keys["lead"],
        ["/sales/campaigns/{No}"] = world => world.Keys["campaign"],
        ["/finance/recharges/{RechargeNo}"] = world => world.Keys["offline"],
        ["/files/recharges/{rechargeNo}"] = world => world.Keys["offline"],
        ["/finance/wallets/{Code}"] = world => world.Keys["customer"],
        ["/operations/suppliers/{Id}"] = world => world.IdOf<Supplier>(),
        ["/operations/imports/{id}"] = world => world.Imports["/operations"],
        ["/operations/terms/imports/{id}"] = world => world.Imports["/operations/terms"],
        ["/operations/promotions/{key}"] = world => world.Keys["promotion"],
        ["/operations/promotions/{key}/products/imports/{id}"] = world => world.Imports["/operations/promotions"],
        ["/operations/distributors/{key}"] = world => world.Keys["distributor"],
        ["/operations/distributors/{key}/terms/imports/{id}"] = world => world.Imports["/operations/distributors"],
        ["/operations/distributors/{Code}"] = world => world.Keys["distributor"],
        ["/operations/distributors/{Code}/terms/{Grid}"] = _ => "prices",
        ["/sales/discounts/{Code}"] = world => world.Keys["customer"],
        ["/sales/prices/{Code}"] = world => world.Keys["customer"],
        ["/sales/terms/{Code}"] = world => world.Keys["customer"],
        ["/stock/kinds/{Id}"] = world => world.IdOf<DeviceKind>(),
        ["/stock/imports/{id}"] = world => world.Imports["/stock"],
        ["/stock/devices/{DeviceNo}"] = world => world.Keys["device"],
        ["/stock/devices/{deviceNo}/photos/{id}"] = world => world.IdOf<DevicePhoto>(),
        ["/stock/products/{Id}"] = world => world.Ids["device-product"],
        ["/stock/stocktakes/{StocktakeNo}"] = world => world.Keys["stocktake"],
        ["/sales/terms/{key}"] = world => world.Keys["customer"],
        ["/sales/terms/{key}/imports/{id}"] = world => world.Imports["/sales/terms"],
        ["/admin/members/imports/{id}"] = world => world.Imports["/admin/members"],
        ["/sales/jinan/imports/{id}"] = world => world.Imports["/sales/jinan"],
        ["/team/imports/{id}"] = world => world.Imports["/team"],
        ["/status/{Code}"] = _ => 404,
    };

    /// <summary>The row that a name in the query of a page names; null for those that name none.</summary>
    private static readonly Dictionary<string, Func<AccessWorld, object>?> Queries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["colleague"] = world => world.Staff.MemberId,
        ["customer"] = world => world.Keys["customer"],
        ["department"] = world => world.IdOf<Department>(),
        ["lines"] = world => world.IdOf<CartLine>(),
        ["offer"] = world => world.IdOf<Offer>(),
        ["place"] = world => world.Keys["place"],
        ["promotion"] = world => world.Keys["promotion"],
        ["resources"] = world => world.Keys["resource"],
        ["added"] = null,
        ["box"] = null,
        ["at"] = null,
        ["closed"] = null,
        ["code"] = null,
        ["days"] = null,
        ["done"] = null,
        ["kind"] = null,
        ["month"] = null,
        ["other"] = null,
        ["page"] = null,
        ["password"] = null,
        ["periods"] = null,
        ["q"] = null,
        ["quantity"] = null,
        ["reference"] = null,
        ["region"] = null,
        ["registered"] = null,
        ["requested"] = null,
        ["reset"] = null,
        ["returnUrl"] = null,
        ["sort"] = null,
        ["state"] = null,
        ["status"] = null,
        ["step"] = null,
        ["tab"] = null,
        ["tag"] = null,
        ["type"] = null,
        ["with-note"] = null,
    };

    /// <summary>Every address of the application but those of open groups.</summary>
    public static IReadOnlyList<Route> Of(WebKBoss web) =>
    [
        .. from endpoint in web.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
           let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && pattern != "/{**path:file}"
           where !OpenGroups.Keys.Any(start => pattern == start || pattern.StartsWith(start + "/", StringComparison.Ordinal))
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let route = new Route(
               pattern, method, endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type, endpoint.Metadata.GetMetadata<RequirePermissionAttribute>(),
               endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
           orderby route.Address, route.Method
           select route,
    ];

    /// <summary>What an address lacks so that it can be tried and judged; empty when nothing.</summary>
    public static IEnumerable<string> LacksOf(Route route)
    {
        if (!route.ForMembers && !Open.ContainsKey(route.Address))
        {
            yield return $"{route} has no rule: give it [RequirePermission] or [Authorize], or say in {nameof(Routes)}.{nameof(Open)} why it is open to everybody.";
        }

        if (route.ForMembers && Open.ContainsKey(route.Address))
        {
            yield return $"{route} has a rule: take it out of {nameof(Routes)}.{nameof(Open)}.";
        }

        foreach (var (name, place) in ParametersOf(route).Where(p => !Parameters.ContainsKey(p.Place)))
        {
            yield return $"{route}: say in {nameof(Routes)}.{nameof(Parameters)} which row of the first organizations {{{name}}} names, as \"{place}\".";
        }

        foreach (var name in QueriesOf(route).Where(name => !Queries.ContainsKey(name)))
        {
            yield return $"{route}: say in {nameof(Routes)}.{nameof(Queries)} which row of the first organizations “{name}” names, or that it names none.";
        }
    }

    /// <summary>The addresses at which the rows of the first organizations stand: the plain one, and one for each name in the query that names a row.</summary>
    public static IEnumerable<string> AddressesOf(Route route, AccessWorld world)
    {
        var address = route.Address;
        foreach (var (name, place) in ParametersOf(route))
        {
            address = address.Replace($"{{{name}}}", Text(Parameters[place](world)), StringComparison.Ordinal);
        }

        return [address, .. QueriesOf(route).Where(name => Queries[name] is not null).Select(name => $"{address}?{name}={Text(Queries[name]!(world))}")];
    }

    private static string Text(object key) => Uri.EscapeDataString(Convert.ToString(key, CultureInfo.InvariantCulture)!);

    private static IEnumerable<(string Name, string Place)> ParametersOf(Route route) =>
        Regex.Matches(route.Address, @"\{(\w+)\}").Select(match => (match.Groups[1].Value, route.Address[..(match.Index + match.Length)]));

    private static IEnumerable<string> QueriesOf(Route route) => route is { Page: { } page, IsForm: false }
        ? from property in page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
          where property.IsDefined(typeof(SupplyParameterFromQueryAttribute))
          select property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()!.Name ?? property.Name
        : [];
}
