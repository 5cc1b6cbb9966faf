using System.Text.RegularExpressions;
using KBoss.Domain.Organizations;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>One address of the application as it was mapped: a page, a download, a form's target.</summary>
internal sealed record Route(string Pattern, IReadOnlyList<string> Methods, Type? Page, RequirePermissionAttribute? Permission, bool HasRule, bool ChecksToken)
{
    public bool CanGet => Methods.Count == 0 || Methods.Contains("GET");

    public bool CanPost => Methods.Contains("POST");

    /// <summary>A page that is rendered in a circuit; its answer over HTTP is empty.</summary>
    public bool InCircuit => Page is not null && !Attribute.IsDefined(Page, typeof(ExcludeFromInteractiveRoutingAttribute));

    public bool HasKey => Pattern.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether the rule lets somebody in; null is a visitor.</summary>
    public bool Admits(Actor? actor) => !HasRule || (actor is not null && (Permission is null
        || (actor.Has(Permission.Permission) && (Permission.Only is null || Permission.Only == actor.Kind))));

    public override string ToString() => $"{(Page is null ? string.Join('/', Methods) + " " : "")}{Pattern}";
}

/// <summary>Everything that the started application answers, and what of it is open to everybody.</summary>
internal static partial class Endpoints
{
    /// <summary>Open to everybody, and why; whatever is not on this list carries a rule.</summary>
    public static IReadOnlyDictionary<string, string> Public { get; } = new Dictionary<string, string>
    {
        ["/"] = "the shop",
        ["/products"] = "the shop",
        ["/products/{Id:long}"] = "the shop",
        ["/files/products/{key}"] = "pictures in the shop",
        ["/account/login"] = "nobody is signed in yet",
        ["/account/register"] = "nobody is signed in yet",
        ["/account/forgot"] = "nobody is signed in yet",
        ["/account/agreement"] = "read before registering",
        ["/account/privacy"] = "read before registering",
        ["/account/logout"] = "whoever is not signed in has nothing to end",
        ["/preferences/culture"] = "language of the browser at hand",
        ["/preferences/theme"] = "look of the browser at hand",
        ["/pay/alipay/notify"] = "Alipay, which signs what it sends",
        ["/pay/alipay/return"] = "only leads on to a page with a rule",
        ["/status/403"] = "says what went wrong",
        ["/status/404"] = "says what went wrong",
        ["/status/{Code:int}"] = "says what went wrong",
        ["/error"] = "says what went wrong",
        ["/{**path:file}"] = "files of the web root, in Development only",
        ["/health/live"] = "machines that watch",
        ["/health/ready"] = "machines that watch",
    };

    /// <summary>Whole groups that are open to everybody, and why.</summary>
    public static IReadOnlyDictionary<string, string> PublicGroups { get; } = new Dictionary<string, string>
    {
        ["/dev"] = "in Development only; Production refuses to map it",
        ["/_blazor"] = "the circuit's own connection; each page in it asks for the session",
        ["/_framework"] = "Blazor's own scripts",
    };

    /// <summary>Forms that are taken without an antiforgery token, and why.</summary>
    public static IReadOnlyDictionary<string, string> WithoutToken { get; } = new Dictionary<string, string>
    {
        ["/pay/alipay/notify"] = "Alipay has none; its signature is checked",
        ["/preferences/culture"] = "kept pages carry none; a form of another site is refused by where it comes from",
        ["/preferences/theme"] = "kept pages carry none; a form of another site is refused by where it comes from",
    };

    /// <summary>Which of the observed rows stands for the parameter after a part of an address.</summary>
    private static readonly (string Before, Func<Keys, object> Key)[] Parameters =
    [
        ("/operations/suppliers/", k => k.SupplierId),
        ("/operations/imports/", k => k.ImportId),
        ("/products/", k => k.ProductId),
        ("/files/products/", k => k.ImageKey),
        ("/orders/", k => k.UnpaidOrderNo),
        ("/resources/", k => k.ResourceNo),
        ("/me/recharge/", k => k.RechargeNo),
        ("/pay/alipay/", k => k.RechargeNo),
        ("/sales/customers/", k => k.CustomerCode),
        ("/finance/accounts/", k => k.AccountCode),
        ("/status/", _ => 404),
        ("/", _ => "nothing.txt"),
    ];

    /// <summary>Every endpoint but the files of wwwroot, taken from the application itself.</summary>
    public static IReadOnlyList<Route> Of(WebKBoss web) =>
    [
        .. web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(e => new Route(
                "/" + e.RoutePattern.RawText!.TrimStart('/'),
                e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [],
                e.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type,
                e.Metadata.GetMetadata<RequirePermissionAttribute>(),
                e.Metadata.GetMetadata<IAuthorizeData>() is not null && e.Metadata.GetMetadata<IAllowAnonymous>() is null,
                e.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true }))
            .OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => string.Join(',', r.Methods), StringComparer.Ordinal),
    ];

    /// <summary>The files of wwwroot that are served to everybody.</summary>
    public static IReadOnlyList<string> Files(WebKBoss web) =>
    [
        .. web.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()?.AssetPath).OfType<string>().Distinct(),
    ];

    /// <summary>Whether a route is open to everybody by one of the lists.</summary>
    public static bool IsPublic(Route route) => Public.ContainsKey(route.Pattern) || GroupOf(route) is not null;

    /// <summary>The open group that a route belongs to, or null.</summary>
    public static string? GroupOf(Route route) => PublicGroups.Keys.FirstOrDefault(g => route.Pattern == g || route.Pattern.StartsWith(g + "/", StringComparison.Ordinal));

    /// <summary>The address at which the observed rows would stand.</summary>
    public static string AddressOf(Route route, Keys keys) => Parameter().Replace(route.Pattern, match =>
    {
        var before = Parameter().Replace(route.Pattern[..match.Index], "*");
        var found = Parameters.Where(p => p.Before == before).Select(p => p.Key).FirstOrDefault()
            ?? throw new InvalidOperationException($"{route.Pattern}: say in Endpoints.Parameters which observed row stands for {match.Value}.");
        return Uri.EscapeDataString(found(keys).ToString()!);
    });

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
