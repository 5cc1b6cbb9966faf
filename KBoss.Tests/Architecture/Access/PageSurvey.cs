using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Opens every page of a circuit as everybody around the observed organization and as its own members: at its plain address, and with the ids and
/// the search text of the observed rows in its query.
/// </summary>
internal sealed class PageSurvey
{
    /// <summary>The parameters of queries that name a row, by which observed row stands for them; and those that name none.</summary>
    private static readonly Dictionary<string, Func<Keys, object?>> Queries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["from"] = k => k.SalespersonId,
        ["department"] = k => k.DepartmentId,
        ["lines"] = k => k.CartLineId,
        ["offer"] = k => k.OfferId,
        ["code"] = k => k.AccountCode,
        ["tab"] = _ => null,
        ["status"] = _ => null,
        ["quantity"] = _ => null,
        ["periods"] = _ => null,
        ["ended"] = _ => null,
        ["password"] = _ => null,
    };

    public required IReadOnlyList<Got> Shown { get; init; }

    public static async Task<PageSurvey> MakeAsync(AccessApplication app)
    {
        var pages = Endpoints.Of(app.Web).Where(r => r.InCircuit).ToList();
        Assert.True(pages.Count > 30, $"Only {pages.Count} pages were found.");
        var askers = app.World.Everybody.Except(app.World.SingleRoles).ToList();
        var shown = new List<Got>();
        foreach (var who in askers)
        {
            shown.AddRange(await OpenAllAsync(app, pages, who));
        }

        app.Restore();
        return new PageSurvey { Shown = shown };
    }

    private static async Task<IReadOnlyList<Got>> OpenAllAsync(AccessApplication app, IReadOnlyList<Route> pages, Person who)
    {
        var got = new List<Got>();
        await using var screen = new Screen(app.Web, who.Actor);
        foreach (var page in pages)
        {
            foreach (var address in page.Admits(who.Actor) ? Addresses(page, app.World.Keys) : [Endpoints.AddressOf(page, app.World.Keys)])
            {
                var (answer, markup) = await screen.OpenAsync(address);
                got.Add(new Got(page, who, address, answer, Marker.Trace(markup, who.Forbidden.Count > 0 ? who.Forbidden : Marker.OfBoth)));
            }
        }

        return got;
    }

    private static IEnumerable<string> Addresses(Route page, Keys keys)
    {
        var plain = Endpoints.AddressOf(page, keys);
        yield return plain;
        foreach (var name in QueriesOf(page.Page!))
        {
            var key = Queries.GetValueOrDefault(name)
                ?? throw new InvalidOperationException($"{page}: say in PageSurvey.Queries which observed row stands for “{name}” in its query, or that none does.");
            if (key(keys) is { } value)
            {
                yield return $"{plain}?{name}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}";
            }
        }

        if (!page.HasKey)
        {
            yield return plain + "?" + string.Join('&', Arguments.Filters(keys).Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
        }
    }

    private static IEnumerable<string> QueriesOf(Type page) =>
        page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(p => (p, p.GetCustomAttribute<SupplyParameterFromQueryAttribute>()))
            .Where(p => p.Item2 is not null).Select(p => p.Item2!.Name ?? p.p.Name);
}
