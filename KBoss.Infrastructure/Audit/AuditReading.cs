using System.Globalization;
using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Audit;

/// <summary>
/// Reads lines of the audit log as people know what they are about: ids become names with pages, by one query for each kind of row that stands in them; what a
/// value means is told by <see cref="AuditedModel"/>.
/// </summary>
public sealed class AuditReading(IEnumerable<ThingNames> names, IEnumerable<SubjectForm> forms, CustomerMemberNames customerMembers) : IThingChanges
{
    /// <summary>How many things of one kind a search for a subject goes by.</summary>
    private const int MostFound = 50;

    /// <summary>How often a thing may have been called otherwise before its story forgets it.</summary>
    private const int MostNames = 4;

    /// <summary>The fields by which things are called, so that a story goes on under the name before.</summary>
    private static readonly string[] Callings = ["Name", nameof(Member.UserName), "Code"];

    private readonly Dictionary<Type, ThingNames> names = names.ToDictionary(n => n.Entity);
    private readonly Dictionary<string, SubjectForm> forms = forms.ToDictionary(f => f.Kind);

    /// <summary>The kinds of row that are called by a name, and the kinds of subject whose name is known to be something else than a text.</summary>
    internal (IReadOnlyCollection<Type> Named, IReadOnlyCollection<SubjectForm> Forms) Known => (names.Keys, forms.Values);

    public async Task<IReadOnlyList<ThingEvent>> OfAsync(
        KBossDbContext db, Actor reader, IReadOnlyCollection<string> subjects, IReadOnlyCollection<string> said, CancellationToken ct) =>
    [
        .. (await OfSubjectsAsync(db, reader.OrganizationId, subjects, ThingStory.Most, ct)).Reverse()
            .Select(row => (Row: row, Left: row.Changes.Where(c => !said.Contains($"{row.Thing.Kind}.{c.Field}")).ToList()))
            .Where(r => r.Left.Count > 0 || r.Row.Changes.Count == 0)
            .Select(r => new ThingEvent(r.Row.At, ThingEvent.Audit, By.Part(r.Row.Actor), r.Row.Action) { Changes = r.Left, Changed = r.Row.Thing }),
    ];

    /// <summary>
    /// The lines about things with these names, and with those that they had before, newest first and so many at most; the caller has asked who may know them,
    /// and its context is the organization's.
    /// </summary>
    internal async Task<IReadOnlyList<AuditRow>> OfSubjectsAsync(
        KBossDbContext db, long organizationId, IReadOnlyCollection<string> subjects, int most, CancellationToken ct)
    {
        var (entries, asked) = (new List<AuditEntry>(), subjects.ToHashSet());
        var (next, before) = (subjects, long.MaxValue);
        for (var round = 0; round < MostNames && next.Count > 0; round++)
        {
            var found = await db.AuditEntries.AsNoTracking()
                .Where(a => a.OrganizationId == organizationId && next.Contains(a.Subject) && a.Id < before)
                .OrderByDescending(a => a.Id).Take(most).ToListAsync(ct);
            entries.AddRange(found);
            // Whatever else was called by the same name, such as the roles of a member, is followed too.
            var renamed = found.Select(e => (e.Id, Former: Former(e))).Where(e => e.Former is not null)
                .Select(e => (e.Id, Formers: asked.Where(s => Split(s).Name == e.Former!.Value.Name).Select(s => $"{Split(s).Kind} {e.Former!.Value.Before}").ToList()))
                .ToList();
            (next, before) = ([.. renamed.SelectMany(e => e.Formers).Where(asked.Add)], renamed.Select(e => e.Id).DefaultIfEmpty(0).Max());
        }

        return await ReadAsync(db, [.. entries.OrderByDescending(e => e.Id).Take(most)], ct);
    }

    /// <summary>The lines in the order in which they come.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(KBossDbContext db, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        var model = AuditedModel.Of(db);
        var read = entries.Select(e => new Line(e, Values(e.Before), Values(e.After))).ToList();
        var ids = new Dictionary<Type, HashSet<long>>();
        var called = new Dictionary<Type, HashSet<string>>();
        var keyed = new Dictionary<Type, HashSet<string>>();
        foreach (var line in read)
        {
            Add(typeof(Member), line.Entry.MemberId);
            foreach (var (field, value) in line.Before.Concat(line.After))
            {
                Add(Field(line.Kind, field)?.Refers, IdOf(value));
            }

            if (forms.GetValueOrDefault(line.Kind) is { } form)
            {
                foreach (var (type, part) in form.Ids.Zip(line.Name.Split('/')))
                {
                    Add(type, IdOf(part));
                }

                AddText(called, form.Called, line.Name);
                AddText(keyed, form.Keyed, line.Name);
            }
        }

        var byId = new Dictionary<Type, IReadOnlyDictionary<long, NamedRow>>();
        foreach (var (type, wanted) in ids)
        {
            byId[type] = await names[type].OfAsync(db, wanted, ct);
        }

        await AddCustomerMembersAsync();

        var byName = new Dictionary<Type, IReadOnlyDictionary<string, NamedRow>>();
        foreach (var (type, wanted) in called)
        {
            byName[type] = await names[type].CalledAsync(db, wanted, ct);
        }

        var byKey = new Dictionary<Type, IReadOnlyDictionary<string, NamedRow>>();
        foreach (var (type, wanted) in keyed)
        {
            byKey[type] = await names[type].KeyedAsync(db, wanted, ct);
        }

        return
        [
            .. read.Select(line => new AuditRow(
                line.Entry.Id, line.Entry.At, line.Entry.Actor,
                UserName(line.Entry.MemberId), line.Entry.Action, line.Entry.Subject, Changes(line))
            {
                Thing = Subject(line),
            }),
        ];

        void AddText(Dictionary<Type, HashSet<string>> texts, Type? type, string text)
        {
            if (type is not null && text.Length > 0 && names.ContainsKey(type))
            {
                (texts.TryGetValue(type, out var set) ? set : texts[type] = []).Add(text);
            }
        }

        async Task AddCustomerMembersAsync()
        {
            var own = byId.GetValueOrDefault(typeof(Member));
            if (own is not null && ids[typeof(Member)].Where(id => !own.ContainsKey(id)).ToList() is { Count: > 0 } strangers)
            {
                var theirs = await customerMembers.OfAsync(entries[0].OrganizationId, strangers, ct);
                byId[typeof(Member)] = own.Concat(theirs).ToDictionary();
            }
        }

        void Add(Type? type, long? id)
        {
            if (type is not null && id is { } known && names.ContainsKey(type))
            {
                (ids.TryGetValue(type, out var set) ? set : ids[type] = []).Add(known);
            }
        }

        // An account name is a colleague's; a customer's member is called by its name alone.
        string UserName(long? by) => by is { } id && byId[typeof(Member)].GetValueOrDefault(id) is { Thing: Thing.Member } colleague ? colleague.Key : "";

        NamedRow? Row(Type? type, string text) => type is not null && IdOf(text) is { } id && byId.TryGetValue(type, out var rows) ? rows.GetValueOrDefault(id) : null;

        AuditedFact? Field(string kind, string field) => model.Fields.GetValueOrDefault((kind, field));

        IReadOnlyList<AuditChange> Changes(Line line) =>
        [
            .. line.Before.Keys.Union(line.After.Keys).Where(field => Field(line.Kind, field)?.IsSaid != false)
                .Select(field => Change(line.Kind, field, line.Before.GetValueOrDefault(field, ""), line.After.GetValueOrDefault(field, "")))
                .Where(change => change.Before.Length + change.After.Length > 0),
        ];

        AuditChange Change(string kind, string field, string before, string after)
        {
            var known = Field(kind, field);
            var (was, is_) = (Row(known?.Refers, before), Row(known?.Refers, after));
            return new AuditChange(field, Text(field, before, was), Text(field, after, is_))
            {
                Kind = kind,
                Form = known is null || known.Refers is not null ? ValueForm.Text : known.Form,
                Enums = [.. known?.Enums.Select(type => type.Name) ?? []],
                BeforeThing = was?.Ref,
                AfterThing = is_?.Ref,
            };
        }

        static string Text(string field, string value, NamedRow? row) =>
            row is { Thing: Thing.Member } ? $"{row.Name} ({row.Key})"
            : row is not null ? row.Name
            : field.EndsWith("Phone", StringComparison.Ordinal) && value.Length > 0 ? Masked.Phone(value)
            : field.EndsWith("Address", StringComparison.Ordinal) ? Masked.PhonesIn(value)
            : value;

        AuditedThing Subject(Line line)
        {
            var form = forms.GetValueOrDefault(line.Kind);
            if (line.Name.Length == 0 || form is null)
            {
                return new AuditedThing(line.Kind, line.Name, line.Name.Length == 0 ? [] : [new AuditedPart(line.Name)]);
            }

            IReadOnlyList<AuditedPart> parts = form.Number is { } number ? [new AuditedPart(line.Name, new ThingRef(number, line.Name))]
                : form.Called is { } row ? [new AuditedPart(line.Name, byName.GetValueOrDefault(row)?.GetValueOrDefault(line.Name)?.Ref)]
                : form.Keyed is { } code ? [Keyed(byKey.GetValueOrDefault(code)?.GetValueOrDefault(line.Name), line.Name)]
                : [.. line.Name.Split('/').Select((part, i) => Part(line, form.Ids.ElementAtOrDefault(i), part))];
            return new AuditedThing(line.Kind, string.Join(" · ", parts.Select(p => p.Text)), parts);
        }

        static AuditedPart Keyed(NamedRow? row, string code) => row is null ? new AuditedPart(code) : new AuditedPart(row.Name, row.Ref);

        // What is no more has told its name when it was deleted.
        AuditedPart Part(Line line, Type? type, string text) => Row(type, text) is { } row ? new AuditedPart(row.Name, row.Ref)
            : type is not null && (line.Before.GetValueOrDefault("Name") ?? line.After.GetValueOrDefault("Name")) is { Length: > 0 } name ? new AuditedPart(name)
            : new AuditedPart(type is null ? text : $"#{text}");
    }

    /// <summary>The subjects that are kept as ids and are called so: whole ones, and beginnings of those that name something else besides.</summary>
    internal async Task<(IReadOnlyList<string> Exact, IReadOnlyList<string> Begins)> SubjectsAsync(KBossDbContext db, string pattern, CancellationToken ct)
    {
        var (exact, begins) = (new List<string>(), new List<string>());
        foreach (var same in forms.Values.Where(f => f.Ids.Count > 0 && names.ContainsKey(f.Ids[0])).GroupBy(f => f.Ids[0]))
        {
            var found = await names[same.Key].FindAsync(db, pattern, MostFound, ct);
            exact.AddRange(same.Where(f => f.Ids.Count == 1).SelectMany(f => found.Select(id => string.Create(CultureInfo.InvariantCulture, $"{f.Kind} {id}"))));
            begins.AddRange(same.Where(f => f.Ids.Count > 1).SelectMany(f => found.Select(id => string.Create(CultureInfo.InvariantCulture, $"{f.Kind} {id}/"))));
        }

        return (exact, begins);
    }

    /// <summary>What the thing was called before this line renamed it, and after; null where it did not.</summary>
    private static (string Before, string Name)? Former(AuditEntry entry)
    {
        var name = Split(entry.Subject).Name;
        var (before, after) = (Values(entry.Before), Values(entry.After));
        return Array.Find(Callings, field => after.GetValueOrDefault(field) == name && before.GetValueOrDefault(field) is { Length: > 0 }) is { } renamed
            ? (before[renamed], name)
            : null;
    }

    private static (string Kind, string Name) Split(string subject) => subject.IndexOf(' ', StringComparison.Ordinal) is var space and >= 0
        ? (subject[..space], subject[(space + 1)..])
        : (subject, "");

    private static long? IdOf(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The values by field; a remark, which is no JSON object, stands under an empty name.</summary>
    private static IReadOnlyDictionary<string, string> Values(string json)
    {
        if (json.Length == 0)
        {
            return new Dictionary<string, string>();
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.Null ? "" : p.Value.ToString());
            }
        }
        catch (JsonException)
        {
            // It is shown as it is.
        }

        return new Dictionary<string, string> { [""] = json };
    }

    private sealed record Line(AuditEntry Entry, IReadOnlyDictionary<string, string> Before, IReadOnlyDictionary<string, string> After)
    {
        public string Kind => Split(Entry.Subject).Kind;

        public string Name => Split(Entry.Subject).Name;
    }
}
