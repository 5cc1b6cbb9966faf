using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>
/// An invite code in a list; times UTC, ends exclusive. The promotion is none for old codes; <see cref="Until"/> is when nobody can use it any more: its own
/// end or the promotion's, whichever comes first.
/// </summary>
public sealed record InviteRow(
    string Code, string? PromotionNo, string? PromotionName, DateTime ValidFrom, DateTime ValidTo, DateTime Until, int? MaxUses, int Uses, InviteStatus Status,
    string Note, By Salesperson, DateTime CreatedAt);

/// <summary>A promotion that codes can be made for, or were made for; times UTC, the end exclusive.</summary>
public sealed record InvitePromotion(string No, string Name, DateTime From, DateTime To, PromotionStatus Status);

/// <summary>What a poster of an invite code says; times UTC, the end exclusive.</summary>
public sealed record InvitePoster(
    string Code, string OrganizationName, string? PromotionName, DateTime From, DateTime Until, InviteStatus Status);

/// <summary>By which code a customer came, of which promotion and salesperson, and when (UTC); the promotion is none for old codes.</summary>
public sealed record CameBy(string Code, string? PromotionNo, string? PromotionName, string Salesperson, DateTime At);

/// <summary>A promotion that a customer has joined; times UTC, the end exclusive. <see cref="Registered"/>: it came with the code.</summary>
public sealed record JoinedRow(
    string PromotionNo, string PromotionName, PromotionStatus Status, DateTime From, DateTime To, DateTime JoinedAt, string? Code, bool Registered);

/// <summary>Reads invite codes: a salesperson their own, Operations those of a promotion, and of a customer what it came by and has joined.</summary>
public sealed class InviteQueries(KBossDbContextFactory contexts, ICurrentActor current, TimeProvider time)
{
    /// <summary>The most lines of an export.</summary>
    public const int MaxExport = 20_000;

    /// <summary>How <c>made</c> says a moment.</summary>
    private const string Moment = "yyyyMMddHHmmssfffffff";

    /// <summary>
    /// The actor's codes that were not deleted, newest first. Filters: <c>q</c> over code, note and promotion, <c>promotion</c> (its number, or <c>none</c>
    /// for old codes), <c>status</c>, and <c>made</c> (<see cref="MadeFilter"/>).
    /// </summary>
    public async Task<Page<InviteRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        return await PageAsync(db, db.InviteCodes.Where(i => i.MemberId == me.MemberId), request, ct);
    }

    /// <summary>The codes of a promotion of the organization, whoever has made them; filters as in <see cref="ListAsync"/>.</summary>
    public async Task<Page<InviteRow>> OfPromotionAsync(string promotionNo, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsManage, ct);
        await using var db = contexts.Open(me);
        var promotions = db.Promotions.Where(p => p.OrganizationId == me.OrganizationId && p.No == promotionNo).Select(p => (long?)p.Id);
        return await PageAsync(db, db.InviteCodes.Where(i => promotions.Contains(i.PromotionId)), request, ct);
    }

    /// <summary>The codes that <see cref="ListAsync"/> finds, as a workbook; the link of a code is <paramref name="linkStart"/> and the code.</summary>
    public async Task<WorkbookExport> ExportAsync(PageRequest request, string linkStart, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var rows = await Found(db, db.InviteCodes.Where(i => i.MemberId == me.MemberId), request, now).FirstRowsAsync(MaxExport, ct);
        return new WorkbookExport(
            $"invites-{ChinaTime.FromUtc(now).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.xlsx",
            WorkbookWriter.Export(InviteSheetRow.Schema, rows.To(r => InviteSheetRow.Of(Row(r, now), linkStart))));
    }

    /// <summary>The promotions that codes can be made for now, the one that ends first at the top.</summary>
    public async Task<IReadOnlyList<InvitePromotion>> OpenPromotionsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var promotions = await db.Promotions.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId).NotOver(now)
            .OrderBy(p => p.To).ThenBy(p => p.Id).ToListAsync(ct);
        return [.. promotions.Select(p => new InvitePromotion(p.No, p.Name, p.From, p.To, p.StatusAt(now)))];
    }

    /// <summary>The promotions that the actor's codes belong to, the newest first.</summary>
    public async Task<IReadOnlyList<InvitePromotion>> MyPromotionsAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var promotions = await db.Promotions.AsNoTracking()
            .Where(p => db.InviteCodes.Any(i => i.MemberId == me.MemberId && i.DeletedAt == null && i.PromotionId == p.Id))
            .OrderByDescending(p => p.Id).ToListAsync(ct);
        return [.. promotions.Select(p => new InvitePromotion(p.No, p.Name, p.From, p.To, p.StatusAt(now)))];
    }

    /// <summary>What the poster of one of the actor's codes says; <see cref="NotFoundException"/> for a deleted one and for anybody else's.</summary>
    public async Task<InvitePoster> PosterAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.InvitesManage, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var found = await Lines(db, db.InviteCodes.Where(i => i.MemberId == me.MemberId && i.Code == code && i.DeletedAt == null)).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("invite code", code);
        var organization = await db.Organizations.Where(o => o.Id == me.OrganizationId).Select(o => o.Name).FirstAsync(ct);
        var row = Row(found, now);
        var from = found.Promotion is { } p && p.From > row.ValidFrom ? p.From : row.ValidFrom;
        return new InvitePoster(row.Code, organization, row.PromotionName, from, row.Until, row.Status);
    }

    /// <summary>
    /// By which code one of the seller's customers came; null without one. One that the actor does not see is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<CameBy?> CameByAsync(string customerCode, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, customerCode, ct);
        return await (
            from use in db.InviteUses.AsNoTracking()
            join invite in db.InviteCodes on use.InviteCodeId equals invite.Id
            join member in db.Members on invite.MemberId equals member.Id
            join p in db.Promotions on use.PromotionId equals p.Id into promotions
            from promotion in promotions.DefaultIfEmpty()
            where use.BuyerId == customer.BuyerId && use.Kind == InviteUseKind.Registered
            select new CameBy(invite.Code, promotion == null ? null : promotion.No, promotion == null ? null : promotion.Name, member.Name, use.At))
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>
    /// The promotions that one of the seller's customers has joined, newest first; one that the actor does not see is <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Page<JoinedRow>> OfCustomerAsync(string code, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var customer = await db.FindCustomerAsync(me, code, ct);
        var page = await (
            from member in db.PromotionMembers.AsNoTracking()
            join promotion in db.Promotions on member.PromotionId equals promotion.Id
            where member.BuyerId == customer.BuyerId
            orderby member.Id descending
            select new
            {
                Promotion = promotion,
                member.JoinedAt,
                member.InviteCode,
                Registered = db.InviteUses.Any(u => u.BuyerId == customer.BuyerId && u.PromotionId == promotion.Id && u.Kind == InviteUseKind.Registered),
            }).ToPageAsync(request, ct);
        return new(
        [
            .. page.Rows.Select(r => new JoinedRow(
                r.Promotion.No, r.Promotion.Name, r.Promotion.StatusAt(now), r.Promotion.From, r.Promotion.OverAt, r.JoinedAt, r.InviteCode, r.Registered)),
        ], page.Total);
    }

    /// <summary>The filter <c>made</c> that finds the codes made in one go.</summary>
    public static string MadeFilter(DateTime madeAt) => madeAt.ToString(Moment, CultureInfo.InvariantCulture);

    private async Task<Page<InviteRow>> PageAsync(KBossDbContext db, IQueryable<InviteCode> invites, PageRequest request, CancellationToken ct)
    {
        var now = time.UtcNow();
        var page = await Found(db, invites, request, now).ToPageAsync(request, ct);
        return new([.. page.Rows.Select(r => Row(r, now))], page.Total);
    }

    private static IQueryable<Line> Found(KBossDbContext db, IQueryable<InviteCode> invites, PageRequest request, DateTime now)
    {
        invites = invites.Where(i => i.DeletedAt == null);
        if (request.Search() is { } pattern)
        {
            var code = SearchText.Anywhere(InviteCode.Normal(request.Filter("q")));
            var promotions = db.Promotions.Where(p => SearchText.Finds(p.Name, pattern) || SearchText.Finds(p.No, pattern)).Select(p => (long?)p.Id);
            invites = invites.Where(i => SearchText.Finds(i.Code, code) || SearchText.Finds(i.Note, pattern) || promotions.Contains(i.PromotionId));
        }

        if (request.Filter("promotion") is { } promotionNo)
        {
            invites = promotionNo == "none"
                ? invites.Where(i => i.PromotionId == null)
                : invites.Where(i => db.Promotions.Any(p => p.No == promotionNo && p.Id == i.PromotionId));
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(request.Filter("made"), Moment, CultureInfo.InvariantCulture, utc, out var made))
        {
            invites = invites.Where(i => i.CreatedAt == made);
        }
        else if (request.Filter("made") is not null)
        {
            throw request.Unknown("made");
        }

        var open = db.Promotions.NotOver(now).Select(p => (long?)p.Id);
        var joinable = invites.Where(i => i.PromotionId == null || open.Contains(i.PromotionId));
        invites = request.Filter<InviteStatus>("status") switch
        {
            InviteStatus.PromotionOver => invites.Where(i => i.PromotionId != null && !open.Contains(i.PromotionId)),
            InviteStatus.Expired => joinable.Where(i => i.ValidTo <= now),
            InviteStatus.Exhausted => joinable.Where(i => i.ValidTo > now && i.Uses >= i.MaxUses),
            InviteStatus.Scheduled => joinable.Where(i => i.ValidFrom > now && i.ValidTo > now && (i.MaxUses == null || i.Uses < i.MaxUses)),
            InviteStatus.Active => joinable.Where(i => i.ValidFrom <= now && i.ValidTo > now && (i.MaxUses == null || i.Uses < i.MaxUses)),
            _ => invites,
        };
        return Lines(db, invites);
    }

    private static IQueryable<Line> Lines(KBossDbContext db, IQueryable<InviteCode> invites) =>
        from invite in invites.AsNoTracking()
        join member in db.Members on invite.MemberId equals member.Id
        join p in db.Promotions on invite.PromotionId equals p.Id into promotions
        from promotion in promotions.DefaultIfEmpty()
        orderby invite.Id descending
        select new Line { Invite = invite, Promotion = promotion, Salesperson = member.Name };

    private static InviteRow Row(Line line, DateTime now)
    {
        var (i, p) = (line.Invite, line.Promotion);
        var over = p?.EndedAt < p?.To ? p?.EndedAt : p?.To;
        return new(
            i.Code, p?.No, p?.Name, i.ValidFrom, i.ValidTo, over < i.ValidTo ? over.Value : i.ValidTo, i.MaxUses, i.Uses, i.StatusAt(now, p), i.Note,
            new By(i.MemberId, line.Salesperson), i.CreatedAt);
    }

    /// <summary>A code with its promotion and its salesperson, as the database finds it.</summary>
    private sealed class Line
    {
        public InviteCode Invite { get; init; } = null!;

        public Promotion? Promotion { get; init; }

        public string Salesperson { get; init; } = "";
    }
}
