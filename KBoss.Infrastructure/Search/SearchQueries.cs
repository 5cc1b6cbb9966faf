using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Storefront;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Search;

/// <summary>
/// A thing that was found: <see cref="Key"/> is its number, code or id, <see cref="Name"/> what people call it and <see cref="Of"/> whose it is.
/// <see cref="Within"/> is the number or id of what it belongs to, where its page needs that.
/// </summary>
public sealed record Hit(Thing Thing, string Key, string Name, string Of, string Within);

/// <summary>
/// Finds things of all modules by what somebody types in one box: a number or its beginning, a whole phone, a part of a name. One query, whoever asks; what it
/// costs does not grow with history, because numbers are looked up in their index and only names are searched through. Customers find what their shop offers, too,
/// by the search of that shop.
/// </summary>
public sealed class SearchQueries(KBossDbContextFactory contexts, ICurrentActor current, StorefrontQueries shop)
{
    /// <summary>How many things of one kind are found at most.</summary>
    public const int MostOfAKind = 5;

    /// <summary>How long a text is at most that somebody looks for.</summary>
    public const int MostCharacters = 100;

    /// <summary>What whoever looks for things must be allowed.</summary>
    public static string Permission(Actor actor) => actor.Kind == OrganizationKind.Customer ? Permissions.OrdersView : Permissions.HomeView;

    /// <summary>
    /// What the actor may see of what is called so, at most <see cref="MostOfAKind"/> of each kind; nothing for less than two characters.
    /// Whoever has not signed in gets <see cref="SignInException"/>, and who has no role <see cref="PermissionException"/>.
    /// </summary>
    public async Task<IReadOnlyList<Hit>> FindAsync(string text, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        me.Demand(Permission(me));
        if (Sought.Of(text) is not { } sought)
        {
            return [];
        }

        var found = await FindAsync(me, sought, ct);
        return [.. found.Concat(me.Kind == OrganizationKind.Customer ? await ProductsAsync(text, ct) : []).OrderBy(hit => hit.Thing)];
    }

    private async Task<IEnumerable<Hit>> FindAsync(Actor me, Sought sought, CancellationToken ct)
    {
        await using var db = contexts.Open(me);
        var sources = Sources.For(me, sought).Select(source => source(db, me, sought)).ToList();
        if (sources.Count == 0)
        {
            return [];
        }

        var found = await sources.Aggregate((all, next) => all.Concat(next)).ToListAsync(ct);
        return found.Select(f => new Hit(f.Thing, f.Key, f.Name, f.Of, f.Within));
    }

    /// <summary>What the customer's shop offers: what nobody may buy there is not found [R-PRC-1].</summary>
    private async Task<IEnumerable<Hit>> ProductsAsync(string text, CancellationToken ct) =>
        (await shop.FindAsync(text, MostOfAKind, ct))
            .Select(p => new Hit(Thing.ShopProduct, p.Id.ToString(CultureInfo.InvariantCulture), p.Name, p.SkuCode ?? p.Type, p.SkuCode ?? ""));
}
