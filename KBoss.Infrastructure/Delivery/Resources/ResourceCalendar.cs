using System.Globalization;
using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Delivery.Resources;

/// <summary>What happens to a resource on a day of the calendar; <see cref="At"/> UTC.</summary>
/// <param name="IsRelease">Whether it is released then, for good; otherwise it ends then.</param>
public sealed record EndingRow(string ResourceNo, string Name, int Quantity, DateTime At, ResourceState State, bool Renews, bool IsRelease)
{
    /// <summary>The Shanghai day on which it happens.</summary>
    public DateOnly Day => ChinaTime.Day(At);
}

/// <summary>When the resources of a customer end, and when those in their days of grace are released, by Shanghai days.</summary>
public sealed class ResourceCalendar(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The most that one month shows.</summary>
    public const int Most = 1000;

    /// <summary>What ends or is released in the Shanghai month in which a day lies, in order.</summary>
    public async Task<IReadOnlyList<EndingRow>> MonthAsync(DateOnly day, CancellationToken ct = default)
    {
        var first = ChinaTime.FirstOfMonth(day);
        return await EndingsAsync(ChinaTime.Start(first), ChinaTime.End(ChinaTime.AddDays(ChinaTime.AddMonths(first, 1), -1)), ct);
    }

    /// <summary>All that will end or be released, as an iCalendar file (RFC 5545): an event of a whole day for each; nothing of how it is reached.</summary>
    /// <param name="sentence">Says in the reader's language that a named resource ends or is released.</param>
    /// <param name="host">Makes the names of events unique in the world.</param>
    public async Task<byte[]> FileAsync(Func<EndingRow, string> sentence, string host, CancellationToken ct = default)
    {
        var now = time.UtcNow();
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//KBoss//Resources//ZH");
        foreach (var ending in await EndingsAsync(now, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), ct))
        {
            Line("BEGIN:VEVENT");
            Line($"UID:{ending.ResourceNo}{(ending.IsRelease ? "-release" : "")}@{host}");
            Line(string.Create(CultureInfo.InvariantCulture, $"DTSTAMP:{now:yyyyMMdd'T'HHmmss'Z'}"));
            Line(string.Create(CultureInfo.InvariantCulture, $"DTSTART;VALUE=DATE:{ending.Day:yyyyMMdd}"));
            Line($"SUMMARY:{Escaped(sentence(ending))}");
            Line("END:VEVENT");
        }

        Line("END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(string line) => text.Append(Folded(line)).Append("\r\n");
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>No line is longer than 75 bytes; a character is never cut.</summary>
    private static string Folded(string line)
    {
        var (folded, bytes) = (new StringBuilder(), 0);
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > 74)
            {
                folded.Append("\r\n ");
                bytes = 1;
            }

            folded.Append(rune);
            bytes += rune.Utf8SequenceLength;
        }

        return folded.ToString();
    }

    private async Task<IReadOnlyList<EndingRow>> EndingsAsync(DateTime from, DateTime until, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.ResourcesView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var own = db.Resources.AsNoTracking().Where(r => r.BuyerId == me.OrganizationId);
        var ends = await RowsAsync(own.Where(r => r.EndsAt >= from && r.EndsAt < until).OrderBy(r => r.EndsAt), isRelease: false);
        var releases = await RowsAsync(
            own.In(ResourceState.Grace, now).Where(r => r.ReleasesAt >= from && r.ReleasesAt < until).OrderBy(r => r.ReleasesAt), isRelease: true);
        return [.. ends.Concat(releases).OrderBy(row => row.At)];

        async Task<IEnumerable<EndingRow>> RowsAsync(IOrderedQueryable<Resource> resources, bool isRelease)
        {
            var rows = await resources.ThenBy(r => r.Id).Take(Most)
                .Select(r => new
                {
                    Resource = r,
                    Name = db.ResourceLabels.Where(l => l.OrganizationId == me.OrganizationId && l.ResourceNo == r.ResourceNo).Select(l => l.Name).FirstOrDefault(),
                    Renews = db.AutoRenewals.Any(a => a.OrganizationId == me.OrganizationId && a.ResourceNo == r.ResourceNo && a.IsOn),
                })
                .ToListAsync(ct);
            return rows.Select(r => new EndingRow(
                r.Resource.ResourceNo, r.Name is { Length: > 0 } name ? name : r.Resource.Sold.ProductName, r.Resource.Quantity,
                (isRelease ? r.Resource.ReleasesAt : r.Resource.EndsAt)!.Value, r.Resource.StateAt(now), r.Renews, isRelease));
        }
    }
}
