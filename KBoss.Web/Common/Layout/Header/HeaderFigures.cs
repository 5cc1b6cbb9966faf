using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Web.Common;

/// <summary>Fetches the figures of the header and follows them: for the layouts, and for the news to pages that have no circuit.</summary>
public sealed class HeaderFigures(IEnumerable<IHeaderFigure> figures, HeaderCounts counts, Changes changes, ILogger<HeaderFigures> log)
{
    /// <summary>Each figure that there is.</summary>
    public IReadOnlyList<IHeaderFigure> All { get; } = [.. figures];

    /// <summary>Fetches a figure; one that cannot be fetched stays as it was and takes nothing else with it.</summary>
    public async Task LoadAsync(IHeaderFigure figure, CancellationToken ct = default)
    {
        try
        {
            await figure.LoadAsync(counts, ct);
        }
        catch (Exception e) when (e is ObjectDisposedException || ct.IsCancellationRequested)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // A figure that cannot be fetched must not take the whole page with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError(e, "A figure of the header could not be fetched");
        }
    }

    /// <summary>Tells which figure somebody may have changed, until the answer is disposed of.</summary>
    public IDisposable Follow(Actor actor, Action<IHeaderFigure> changed) => new Hearings(
    [
        .. All.Select(figure => figure.Follow(actor, () => changed(figure))).OfType<IDisposable>(),
        changes.Subscribe<ChangesMissed>(_ =>
        {
            foreach (var figure in All)
            {
                changed(figure);
            }
        }),
    ]);
}
