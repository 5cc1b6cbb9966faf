using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Ledger;

/// <summary>
/// An entry of the reader's own book whose story is told, to whoever reads the book. It is never changed itself; the modules tell what stands behind its number.
/// </summary>
public sealed record EntryStory(Actor Reader, string EventKind, string Reference) : ThingStory(Reader);

/// <summary>What the module itself tells: that it was posted, that it was reversed, and what else was posted for the same.</summary>
internal sealed class EntryTimeline : IThingTimeline<EntryStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, EntryStory story, CancellationToken ct)
    {
        var entries = await db.JournalEntries.AsNoTracking().Where(e => e.OrganizationId == story.Reader.OrganizationId && e.Reference == story.Reference)
            .OrderByDescending(e => e.Id).Select(e => new { e.EventKind, e.At, e.Amount }).InOrderAsync(ct);
        var reversal = JournalEntry.ReversalOf(story.EventKind);
        return
        [
            .. entries.Select(e => e.EventKind == story.EventKind
                ? new ThingEvent(e.At, "Entry.Made", By.System, e.Amount) { Closes = true }
                : new ThingEvent(e.At, e.EventKind == reversal ? "Entry.Reversed" : "Entry.Posted", By.System, e.Amount)
                {
                    About = new ThingRef(Thing.Entry, e.EventKind, "", story.Reference),
                    Closes = true,
                }),
        ];
    }
}
