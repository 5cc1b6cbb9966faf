using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>A promotion in a list; times in UTC, the end exclusive, also one by hand; budget and what was given in yuan.</summary>
/// <param name="Joined">How many customers have joined it.</param>
public sealed record PromotionRow(
    string No, string Name, PromotionStatus Status, DateTime From, DateTime To, Audience Audience, bool Stacking, decimal? Budget, decimal Given,
    int Products, int Joined)
{
    /// <summary>Who made it.</summary>
    public By CreatedBy { get; init; } = By.Nobody;

    /// <summary>When it was made (UTC).</summary>
    public DateTime CreatedAt { get; init; }
}

/// <summary>One promotion as its page shows it; times in UTC, the end exclusive.</summary>
/// <param name="EndedAt">When it was ended by hand.</param>
/// <param name="GivenAway">Whether all of its budget has been given.</param>
public sealed record PromotionDetails(
    string No, int Version, PromotionFacts Facts, PromotionStatus Status, DateTime? PublishedAt, DateTime? EndedAt, bool GivenAway, decimal Given,
    PromotionSales Sales, int Products, int Joined, By MadeBy, DateTime CreatedAt)
{
    /// <summary>When it is or was over: as planned, or when it was ended by hand before.</summary>
    public DateTime OverAt => EndedAt < Facts.To ? EndedAt.Value : Facts.To;
}

/// <summary>A customer that has joined a promotion, when (UTC), and with which invite code.</summary>
public sealed record PromotionMemberRow(string CustomerCode, string CustomerName, DateTime JoinedAt, string? InviteCode);

/// <summary>Reads the promotions of the actor's distributor; anybody else's are <see cref="NotFoundException"/>.</summary>
public sealed class PromotionQueries(KBossDbContextFactory contexts, ICurrentActor current, IPromotionSales sales, AuditReading audit, TimeProvider time)
{
    /// <summary>How many changes the history of one shows at most.</summary>
    public const int MostHistory = 50;

    /// <summary>
    /// A page of promotions, the one that begins last first. Filters: <c>q</c> (name or number), <c>status</c>, <c>ends</c> (<c>soon</c>: they run, and end
    /// within <see cref="PromotionStates.SoonDays"/> days), <c>from</c> and <c>to</c> (Shanghai days, both inclusive: those that run on at least one of them);
    /// sorts <c>from</c>, <c>to</c>, <c>name</c>.
    /// </summary>
    public async Task<Page<PromotionRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var promotions = db.Promotions.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId);
        if (request.Search() is { } pattern)
        {
            promotions = promotions.Where(p => SearchText.Finds(p.Name, pattern) || SearchText.Finds(p.No, pattern));
        }

        if (request.Filter<PromotionStatus>("status") is { } status)
        {
            promotions = promotions.At(status, now);
        }

        if (request.Is("ends", "soon"))
        {
            var soon = ChinaTime.AddDays(now, PromotionStates.SoonDays);
            promotions = promotions.At(PromotionStatus.Active, now).Where(p => p.To <= soon);
        }

        var days = request.Days(now, ahead: true);
        if (days.From is { } from)
        {
            promotions = promotions.Where(p => p.To > from && (p.EndedAt == null || p.EndedAt > from));
        }

        if (days.Until is { } end)
        {
            promotions = promotions.Where(p => p.From < end);
        }

        var sorted = request.Sort is null
            ? promotions.OrderByDescending(p => p.From)
            : promotions.Sorted(request, ("from", p => p.From), ("to", p => p.To), ("name", p => p.Name), ("created", p => p.CreatedAt));
        var page = await sorted.ThenByDescending(p => p.Id)
            .Select(p => new
            {
                Promotion = p,
                Products = db.PromotionProducts.Count(x => x.PromotionId == p.Id),
                Joined = db.PromotionMembers.Count(m => m.PromotionId == p.Id),
            })
            .ToPageAsync(request, ct);
        // What has a budget is counted; what has none is added up.
        var sold = await sales.OfAsync(db, me.OrganizationId, [.. page.Rows.Where(r => r.Promotion.Budget is null).Select(r => r.Promotion.No)], ct);
        return new(
            [
                .. page.Rows.Select(r => new PromotionRow(
                    r.Promotion.No, r.Promotion.Name, r.Promotion.StatusAt(now), r.Promotion.From, r.Promotion.OverAt, r.Promotion.Audience, r.Promotion.Stacking,
                    r.Promotion.Budget, r.Promotion.Budget is null ? sold.GetValueOrDefault(r.Promotion.No, PromotionSales.None).Given : r.Promotion.Given,
                    r.Products, r.Joined)
                {
                    CreatedBy = r.Promotion.By,
                    CreatedAt = r.Promotion.CreatedAt,
                }),
            ], page.Total);
    }

    /// <summary>One promotion.</summary>
    public async Task<PromotionDetails> GetAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        var found = await db.Promotions.AsNoTracking().Where(p => p.OrganizationId == me.OrganizationId && p.No == no)
            .Select(p => new
            {
                Promotion = p,
                Products = db.PromotionProducts.Count(x => x.PromotionId == p.Id),
                Joined = db.PromotionMembers.Count(m => m.PromotionId == p.Id),
            })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("promotion", no);
        var p = found.Promotion;
        var sold = (await sales.OfAsync(db, me.OrganizationId, [no], ct)).GetValueOrDefault(no, PromotionSales.None);
        return new PromotionDetails(
            p.No, p.Version, new PromotionFacts(p.Name, p.From, p.To, p.Audience, p.Stacking, p.Budget, p.Note), p.StatusAt(time.UtcNow()), p.PublishedAt,
            p.EndedAt, p.IsGivenAway, p.Budget is null ? sold.Given : p.Given, sold, found.Products, found.Joined, p.By, p.CreatedAt);
    }

    /// <summary>
    /// The customers that have joined one, the newest first, as far as the actor sees them [R-ISO-2]. Filter: <c>q</c> (name or code of the customer, or the
    /// invite code).
    /// </summary>
    public async Task<Page<PromotionMemberRow>> MembersAsync(string no, PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        var promotion = await FindAsync(db, me, no, ct);
        var rows =
            from member in db.PromotionMembers.AsNoTracking().OfCustomersOf(db, me)
            where member.PromotionId == promotion.Id
            join customer in db.Customers on member.BuyerId equals customer.BuyerId
            join organization in db.Organizations on member.BuyerId equals organization.Id
            orderby member.Id descending
            select new { member, customer, organization };
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.customer.Name, pattern) || SearchText.Finds(r.organization.Code, pattern)
                || SearchText.Finds(r.member.InviteCode!, pattern));
        }

        return await rows.Select(r => new PromotionMemberRow(r.organization.Code, r.customer.Name, r.member.JoinedAt, r.member.InviteCode))
            .ToPageAsync(request, ct);
    }

    /// <summary>What was changed of one, newest first; that of its products stands at each of them.</summary>
    public async Task<IReadOnlyList<AuditRow>> HistoryAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        return await audit.OfSubjectsAsync(db, me.OrganizationId, [(await FindAsync(db, me, no, ct)).AuditSubject], MostHistory, ct);
    }

    /// <summary>
    /// The next instant (UTC) at which one of the distributor's promotions begins or ends, so that an open page can look again then; null where none does.
    /// </summary>
    public async Task<DateTime?> NextChangeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.PromotionsView, ct);
        await using var db = contexts.Open(me);
        var now = time.UtcNow();
        var coming = db.Promotions.Where(p => p.OrganizationId == me.OrganizationId).NotOver(now);
        return await coming.Where(p => p.From > now).Select(p => (DateTime?)p.From).Concat(coming.Select(p => (DateTime?)p.To)).MinAsync(ct);
    }

    private static async Task<Promotion> FindAsync(KBossDbContext db, Actor me, string no, CancellationToken ct) =>
        await db.Promotions.AsNoTracking().FirstOrDefaultAsync(p => p.OrganizationId == me.OrganizationId && p.No == no, ct)
            ?? throw new NotFoundException("promotion", no);
}
