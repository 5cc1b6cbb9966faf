using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Common.Things;

/// <summary>A thing whose story is told, and to whom; the reader may see the thing. Each kind of thing has a record of its own, which says what finds its parts.</summary>
public abstract record ThingStory(Actor Reader)
{
    /// <summary>So many events of one kind at most: what is older than that is found on the pages of the things themselves.</summary>
    public const int Most = 200;

    /// <summary>Under which names the audit log knows it, as far as its reader may know what was changed.</summary>
    public virtual IReadOnlyList<string> Subjects => [];

    /// <summary>Which changes another event says already: the kind of the subject and the field, with a point between.</summary>
    public virtual IReadOnlyList<string> Said => [];

    /// <summary>Which acts of the audit log another event at the same instant says already, and better: the act, and the kind of that event.</summary>
    public virtual IReadOnlyDictionary<string, string> SaidActs => new Dictionary<string, string>();
}

/// <summary>
/// What a module knows of the story of a kind of thing; implemented by every module that does something with it. It tells the reader only what that one may
/// know, by a number of queries that does not grow with the story.
/// </summary>
public interface IThingTimeline<in TStory>
    where TStory : ThingStory
{
    /// <summary>
    /// The newest events, <see cref="ThingStory.Most"/> of a kind at most, from the context of the reader's own organization; those of one instant in the order in
    /// which they happened.
    /// </summary>
    Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, TStory story, CancellationToken ct);
}

/// <summary>What the audit log tells of things; it stands below the modules whose things they are.</summary>
public interface IThingChanges
{
    /// <summary>
    /// What was changed of the things with these names, and done with them, in that order and the newest <see cref="ThingStory.Most"/> at most; the caller has asked
    /// whether the reader may know it. A thing that had another name before is known by that too. The context is that of the reader's organization.
    /// </summary>
    Task<IReadOnlyList<ThingEvent>> OfAsync(
        KBossDbContext db, Actor reader, IReadOnlyCollection<string> subjects, IReadOnlyCollection<string> said, CancellationToken ct);
}

/// <summary>Puts the story of a thing together, of what all modules tell, the newest first.</summary>
public sealed class Timeline<TStory>(IEnumerable<IThingTimeline<TStory>> modules, IThingChanges changes)
    where TStory : ThingStory
{
    /// <summary>The story as far as its reader may know it.</summary>
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, TStory story, CancellationToken ct)
    {
        var events = new List<ThingEvent>();
        foreach (var module in modules)
        {
            events.AddRange(await module.TellAsync(db, story, ct));
        }

        var audited = await changes.OfAsync(db, story.Reader, story.Subjects, story.Said, ct);
        var told = events.Select(e => (e.Kind, e.At)).ToHashSet();
        events.AddRange(audited.Where(e => !(story.SaidActs.TryGetValue((string)e.Args[0], out var better) && told.Contains((better, e.At)))));
        // Within one instant what was told last has happened last, and stands first like everything that is newer.
        return [.. Enumerable.Reverse(events).OrderByDescending(e => e.At).ThenByDescending(e => e.Closes)];
    }
}
