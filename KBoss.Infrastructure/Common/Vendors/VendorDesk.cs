using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>An outside party as it stands: its settings, and its calls of the last hour. Times are UTC.</summary>
/// <param name="Missing">The settings that are missing by name, for whoever runs the platform; nobody else is told more than that it is not configured.</param>
/// <param name="P95">Within how many milliseconds 19 of 20 calls have ended; null without a call.</param>
public sealed record VendorState(
    string Vendor, bool Configured, IReadOnlyList<string> Missing, bool Simulated, VendorCircuit Circuit,
    int Calls, int Failures, int? P95, DateTime? LastFailureAt, string LastFailure);

/// <summary>A call in the list; time UTC.</summary>
public sealed record VendorCallRow(
    long Id, string Vendor, string Operation, DateTime At, int Milliseconds, VendorOutcome Outcome, int? Status, string Error, string Key);

/// <summary>The calls of today: how many there were and failed, and when (UTC) the last of them failed.</summary>
public sealed record VendorDay(int Calls, int Failures, DateTime? LastFailureAt);

/// <summary>
/// What the distributor's people see of the outside parties: whoever runs the platform sees every call, a distributor below those that were made for it.
/// </summary>
public sealed class VendorDesk(
    KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<IVendorCheck> checks, VendorBreakers breakers, TimeProvider time)
{
    /// <summary>The value of the filter <c>outcome</c> for whatever counts as a failure of the vendor.</summary>
    public const string Failed = "Failed";

    private static readonly TimeSpan Looked = TimeSpan.FromHours(1);

    /// <summary>Every outside party that can be tested, by name.</summary>
    public async Task<IReadOnlyList<VendorState>> ListAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConnectorsView, ct);
        await using var db = contexts.Open(me);
        var states = new List<VendorState>();
        foreach (var check in checks.OrderBy(check => check.Vendor, StringComparer.Ordinal))
        {
            states.Add(await StateAsync(db, me, check, ct));
        }

        return states;
    }

    /// <summary>
    /// A page of calls, the newest first; filters <c>vendor</c>, <c>outcome</c> (or <see cref="Failed"/> for every failure), <c>q</c> (operation, key
    /// or error), <c>from</c> and <c>to</c> (Shanghai days); sorts <c>at</c>, <c>took</c>.
    /// </summary>
    public async Task<Page<VendorCallRow>> CallsAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConnectorsView, ct);
        await using var db = contexts.Open(me);
        var calls = Seen(db, me);
        if (request.Filter("vendor") is { } vendor)
        {
            calls = calls.Where(c => c.Vendor == vendor);
        }

        if (request.Filter<VendorOutcome>("outcome", Failed) is { } outcome)
        {
            calls = calls.Where(c => c.Outcome == outcome);
        }

        if (request.Filter("outcome") == Failed)
        {
            calls = calls.Where(c => c.Outcome != VendorOutcome.Succeeded && c.Outcome != VendorOutcome.Cancelled);
        }

        if (request.Search() is { } pattern)
        {
            calls = calls.Where(c => SearchText.Finds(c.Operation, pattern) || SearchText.Finds(c.Key, pattern) || SearchText.Finds(c.Error, pattern));
        }

        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            calls = calls.Where(c => c.At >= from);
        }

        if (days.Until is { } end)
        {
            calls = calls.Where(c => c.At < end);
        }

        var sorted = request.Sort is null ? calls.OrderByDescending(c => c.At) : calls.Sorted(request, ("at", c => c.At), ("took", c => c.Milliseconds));
        return await sorted.ThenByDescending(c => c.Id)
            .Select(c => new VendorCallRow(c.Id, c.Vendor, c.Operation, c.At, c.Milliseconds, c.Outcome, c.Status, c.Error, c.Key))
            .ToPageAsync(request, ct);
    }

    /// <summary>The calls of today, by the Shanghai calendar: one query.</summary>
    public async Task<VendorDay> TodayAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConnectorsView, ct);
        await using var db = contexts.Open(me);
        var today = ChinaTime.Start(ChinaTime.Day(time.UtcNow()));
        var calls = Seen(db, me).Where(c => c.At >= today && c.Outcome != VendorOutcome.Cancelled);
        return await calls.GroupBy(_ => 1)
            .Select(g => new VendorDay(
                g.Count(), g.Count(c => c.Outcome != VendorOutcome.Succeeded), g.Max(c => c.Outcome != VendorOutcome.Succeeded ? (DateTime?)c.At : null)))
            .FirstOrDefaultAsync(ct) ?? new VendorDay(0, 0, null);
    }

    /// <summary>Asks the outside party now; <see cref="NotFoundException"/> for one that there is not.</summary>
    public async Task<VendorAnswer> TestAsync(string vendor, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.ConnectorsView, ct);
        var check = checks.FirstOrDefault(check => check.Vendor == vendor) ?? throw new NotFoundException("vendor", vendor);
        var answer = await check.TestAsync(ct);
        return answer.Code == VendorTest.NotConfigured && !me.IsOfRoot ? answer with { Message = "" } : answer;
    }

    private static IQueryable<VendorCall> Seen(KBossDbContext db, Actor me)
    {
        var calls = db.VendorCalls.AsNoTracking();
        return me.IsOfRoot ? calls : calls.Where(c => c.CalledFor == me.OrganizationId);
    }

    private async Task<VendorState> StateAsync(KBossDbContext db, Actor me, IVendorCheck check, CancellationToken ct)
    {
        var since = time.UtcNow() - Looked;
        var calls = Seen(db, me).Where(c => c.Vendor == check.Vendor && c.At >= since && c.Outcome != VendorOutcome.Cancelled);
        var failures = calls.Where(c => c.Outcome != VendorOutcome.Succeeded);
        var count = await calls.CountAsync(ct);
        var last = await failures.OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .Select(c => new { c.At, c.Outcome, c.Status, c.Error }).FirstOrDefaultAsync(ct);
        int? slow = count == 0 ? null : await calls.OrderBy(c => c.Milliseconds).Skip(((count * 95) + 99) / 100 - 1).Select(c => c.Milliseconds).FirstAsync(ct);
        return new VendorState(
            check.Vendor, check.Missing.Count == 0, me.IsOfRoot ? check.Missing : [], check.Simulated, breakers.Of(check.Vendor),
            count, await failures.CountAsync(ct), slow, last?.At,
            last is null ? "" : last.Error.Length > 0 ? last.Error : last.Status is { } status ? $"HTTP {status}" : last.Outcome.ToString());
    }
}
