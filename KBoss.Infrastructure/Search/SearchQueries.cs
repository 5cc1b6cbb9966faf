using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Search;

/// <summary>
/// A thing that was found: <see cref="Key"/> is its number, code or id, <see cref="Name"/> what people call it and <see cref="Of"/> whose it is.
/// <see cref="Within"/> is the number or id of what it belongs to, where its page needs that.
/// </summary>
public sealed record Hit(Thing Thing, string Key, string Name, string Of, string Within);

/// <summary>
/// Finds things of all modules by what somebody types in one box: a number or its beginning, a whole phone, a part of a name. One query, whoever asks; what it
/// costs does not grow with history, because numbers are looked up in their index and only names are searched through.
/// </summary>
public sealed class SearchQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>How many things of one kind are found at most.</summary>
    public const int MostOfAKind = 5;

    /// <summary>How long a text is at most that somebody looks for.</summary>
    public const int MostCharacters = 100;

    /// <summary>
    /// What the actor may see of what is called so, at most <see cref="MostOfAKind"/> of each kind; nothing for less than two characters.
    /// Whoever has not signed in gets <see cref="SignInException"/>, and who has no role <see cref="PermissionException"/>.
    /// </summary>
    public async Task<IReadOnlyList<Hit>> FindAsync(string text, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        me.Demand(me.Kind == OrganizationKind.Customer ? Permissions.OrdersView : Permissions.HomeView);
        if (Sought.Of(text) is not { } sought)
        {
            return [];
        }

        await using var db = contexts.Open(me);
        var sources = Sources.For(me, sought).Select(source => source(db, me, sought)).ToList();
        if (sources.Count == 0)
        {
            return [];
        }

        var found = await sources.Aggregate((all, next) => all.Concat(next)).ToListAsync(ct);
        return [.. found.OrderBy(f => f.Thing).Select(f => new Hit(f.Thing, f.Key, f.Name, f.Of, f.Within))];
    }
}
