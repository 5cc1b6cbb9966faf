using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Messaging;

/// <summary>
/// A notice as its reader sees it; the text is made from <see cref="Kind"/> and <see cref="Args"/> in the reader's language, and the address from kind and
/// <see cref="Subject"/>. Times are UTC.
/// </summary>
public sealed record NoticeRow(long Id, string Kind, string Subject, IReadOnlyList<string> Args, DateTime CreatedAt, bool IsRead);

/// <summary>The in-app notices of the signed-in member: read by nobody else.</summary>
public sealed class NoticeService(ICurrentActor current, KBossDbContextFactory contexts, Counts<Notice> counts)
{
    /// <summary>How many notices the member has not read; none for a visitor, nor while a duty is left.</summary>
    public async Task<int> CountUnreadAsync(CancellationToken ct = default)
    {
        if (await current.FindAsync(ct) is not { Duty: null } me)
        {
            return 0;
        }

        return await counts.GetAsync(me.MemberId, async token =>
        {
            await using var db = contexts.Open(me);
            return await db.Notices.CountAsync(n => n.MemberId == me.MemberId && n.ReadAt == null, token);
        }, ct);
    }

    /// <summary>The newest notices, newest first.</summary>
    public async Task<IReadOnlyList<NoticeRow>> ListNewestAsync(int count = 50, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await using var db = contexts.Open(me);
        var notices = await db.Notices.AsNoTracking().Where(n => n.MemberId == me.MemberId)
            .OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(count).ToListAsync(ct);
        return [.. notices.Select(n => new NoticeRow(n.Id, n.Kind, n.Subject, n.Args.Split('\n'), n.CreatedAt, n.ReadAt is not null))];
    }

    /// <summary>Marks one notice read; another member's is <see cref="NotFoundException"/>.</summary>
    public async Task ReadAsync(long id, CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            (await db.Notices.Where(n => n.MemberId == me.MemberId).GetAsync("notice", id, ct)).Read(db.Now);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Marks every notice read and returns how many were not.</summary>
    public async Task<int> ReadAllAsync(CancellationToken ct = default)
    {
        var me = await current.GetAsync(ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var unread = await db.Notices.Where(n => n.MemberId == me.MemberId && n.ReadAt == null).ToListAsync(ct);
            unread.ForEach(n => n.Read(db.Now));
            await db.SaveChangesAsync(ct);
            return unread.Count;
        }, ct);
    }
}
