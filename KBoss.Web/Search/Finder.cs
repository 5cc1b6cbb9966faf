using KBoss.Domain.Access;
using KBoss.Infrastructure.Search;

namespace KBoss.Web.Search;

/// <summary>What the box has found for a text; <see cref="Failed"/> where it could not be looked for.</summary>
public sealed record Found(string Text, IReadOnlyList<FoundPage> Pages, IReadOnlyList<Hit> Hits, bool Failed)
{
    /// <summary>Before anything was typed.</summary>
    public static Found Nothing { get; } = new("", [], [], false);
}

/// <summary>Finds pages, acts and things for the box, with a circuit and without.</summary>
internal sealed class Finder(SearchQueries queries, FoundPages pages, ILogger<Finder> log)
{
    /// <summary>What is called so and has a page for its reader. That it could not be looked for is said in the box; the page under it goes on.</summary>
    public async Task<Found> FindAsync(Actor me, string? typed, CancellationToken ct)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return Found.Nothing;
        }

        try
        {
            var things = await queries.FindAsync(text, ct);
            return new(text, pages.Of(me, text), [.. things.Where(hit => ThingPages.Of(me, hit) is not null)], Failed: false);
        }
#pragma warning disable CA1031 // Whatever is wrong with looking must not take the page with it.
        catch (Exception wrong) when (wrong is not (OperationCanceledException or ObjectDisposedException))
#pragma warning restore CA1031
        {
            log.LogError(wrong, "The box that finds things has failed");
            return new(text, pages.Of(me, text), [], Failed: true);
        }
    }
}
