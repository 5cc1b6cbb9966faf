using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>A lead in the list; the phone is masked, times are UTC.</summary>
public sealed record LeadRow(
    string LeadNo, LeadKind Kind, string Name, string Company, string Begin, LeadStatus Status, string Assignee, long? AssigneeId, DateTime CreatedAt, DateTime? ClosedAt);

/// <summary>Something that happened to a lead.</summary>
public sealed record LeadEventRow(LeadEventKind Kind, By By, string Text, DateTime At);

/// <summary>A customer of the distributor.</summary>
public sealed record LeadCustomer(string Code, string Name);

/// <summary>One lead; phone and mail are masked, times are UTC.</summary>
public sealed record LeadDetails(
    string LeadNo, LeadKind Kind, string Name, string Company, string Phone, string Mail, string Text, LeadStatus Status, string Assignee, long? AssigneeId,
    DateTime CreatedAt, DateTime? ClosedAt, DateTime? ForgottenAt, LeadCustomer? Customer, IReadOnlyList<LeadEventRow> Story);

/// <summary>Somebody who handles leads.</summary>
public sealed record LeadHandler(long MemberId, string Name);

/// <summary>How many leads nobody has taken on, since when the first of them waits (UTC), and how many the actor has in hand.</summary>
public sealed record LeadHome(int New, DateTime? Since, int Mine);

/// <summary>Reads the leads that the actor sees.</summary>
public sealed class LeadQueries(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>
    /// Leads, those first that wait, then the newest. Filters <c>q</c> (part of name, company, number or message, or the whole phone), <c>kind</c>,
    /// <c>status</c> (or <c>open</c>), <c>mine</c> (<c>yes</c>), <c>from</c> and <c>to</c> (Shanghai days, both inclusive),
    /// <c>member</c> (the id of who has claimed it), <c>claimed-from</c> and <c>claimed-to</c> (Shanghai days, both inclusive), <c>conversion</c> (<c>counted</c> in
    /// it, <c>in-hand</c> of these, or <c>converted</c>: as <see cref="LeadFigureQueries"/> counts them); sorts <c>created</c>, <c>name</c>.
    /// </summary>
    public async Task<Page<LeadRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        var leads = db.LeadsOf(me).AsNoTracking();
        if (request.Search() is { } text)
        {
            var phone = Phones.Contact(request.Filter("q")!);
            leads = leads.Where(l => SearchText.Finds(l.Name, text) || SearchText.Finds(l.Company, text) || SearchText.Finds(l.LeadNo, text)
                || SearchText.Finds(l.Text, text) || l.Phone == phone);
        }

        if (request.Filter<LeadKind>("kind") is { } kind)
        {
            leads = leads.Where(l => l.Kind == kind);
        }

        if (request.Filter<LeadStatus>("status", "open") is { } status)
        {
            leads = leads.Where(l => l.Status == status);
        }
        else if (request.Filter("status") == "open")
        {
            leads = leads.Where(l => l.Status == LeadStatus.New || l.Status == LeadStatus.InHand);
        }

        if (request.Is("mine", "yes"))
        {
            leads = leads.Where(l => l.Assignee.MemberId == me.MemberId);
        }

        if (request.Id("member") is { } member)
        {
            leads = leads.Where(l => l.Assignee.MemberId == member);
        }

        var claimed = request.Days(db.Now, "claimed-from", "claimed-to");
        if (claimed.From is { } claimedFrom)
        {
            leads = leads.Where(l => l.TakenAt >= claimedFrom);
        }

        if (claimed.Until is { } claimedUntil)
        {
            leads = leads.Where(l => l.TakenAt < claimedUntil);
        }

        leads = request.Choice("conversion", "counted", "in-hand", "converted") switch
        {
            "counted" => leads.Claimed(db).Select(l => l.Lead),
            "in-hand" => leads.Claimed(db).Where(l => l.Lead.Status == LeadStatus.InHand).Select(l => l.Lead),
            "converted" => leads.Claimed(db).Where(l => l.Converted).Select(l => l.Lead),
            _ => leads,
        };
        var days = request.Days(db.Now);
        if (days.From is { } from)
        {
            leads = leads.Where(l => l.CreatedAt >= from);
        }

        if (days.Until is { } to)
        {
            leads = leads.Where(l => l.CreatedAt < to);
        }

        var sorted = request.Sort is null
            ? leads.OrderBy(l => l.Status == LeadStatus.New ? 0 : l.Status == LeadStatus.InHand ? 1 : 2).ThenByDescending(l => l.CreatedAt)
            : leads.Sorted(request, ("created", l => l.CreatedAt), ("name", l => l.Name));
        return await sorted.ThenByDescending(l => l.Id)
            .Select(l => new LeadRow(
                l.LeadNo, l.Kind, l.Name, l.Company, l.Text.Substring(0, 80), l.Status, l.Assignee.Name, l.Assignee.MemberId, l.CreatedAt, l.ClosedAt))
            .ToPageAsync(request, ct);
    }

    /// <summary>One lead with all that happened to it; <see cref="NotFoundException"/> for one that the actor does not see.</summary>
    public async Task<LeadDetails> GetAsync(string leadNo, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        var lead = await db.LeadsOf(me).AsNoTracking().FirstOrDefaultAsync(l => l.LeadNo == leadNo, ct) ?? throw new NotFoundException("lead", leadNo);
        var customer = lead.BuyerId is not { } buyer ? null : await db.Customers.AsNoTracking().Where(c => c.SellerId == me.OrganizationId && c.BuyerId == buyer)
            .Select(c => new LeadCustomer(db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First(), c.Name)).FirstOrDefaultAsync(ct);
        var story = await db.LeadEvents.AsNoTracking().Where(e => e.LeadNo == leadNo && e.OrganizationId == me.OrganizationId)
            .OrderByDescending(e => e.Id).Take(200).Select(e => new LeadEventRow(e.Kind, e.By, e.Text, e.At)).ToListAsync(ct);
        return new LeadDetails(
            lead.LeadNo, lead.Kind, lead.Name, lead.Company, Masked.Phone(lead.Phone), MaskedMail(lead.Mail), lead.Text, lead.Status, lead.Assignee.Name,
            lead.Assignee.MemberId, lead.CreatedAt, lead.ClosedAt, lead.ForgottenAt, customer, story);
    }

    /// <summary>Who handles leads at the actor's distributor, by name.</summary>
    public async Task<IReadOnlyList<LeadHandler>> HandlersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        return await Handling(db, me).OrderBy(m => m.Name).ThenBy(m => m.Id).Select(m => new LeadHandler(m.Id, m.Name)).ToListAsync(ct);
    }

    /// <summary>Who has claimed any of the leads that the actor sees, whether or not they still handle leads, by name.</summary>
    public async Task<IReadOnlyList<LeadHandler>> ClaimersAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        return await db.LeadsOf(me).Where(l => l.Assignee.MemberId != null).GroupBy(l => l.Assignee.MemberId!.Value)
            .Select(g => new { Id = g.Key, Name = g.Max(l => l.Assignee.Name)! })
            .OrderBy(m => m.Name).ThenBy(m => m.Id).Select(m => new LeadHandler(m.Id, m.Name)).ToListAsync(ct);
    }

    /// <summary>How the leads stand that the actor sees.</summary>
    public async Task<LeadHome> HomeAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        return await db.LeadsOf(me).Where(l => l.Status == LeadStatus.New || l.Status == LeadStatus.InHand).GroupBy(_ => 1)
            .Select(g => new LeadHome(
                g.Count(l => l.Status == LeadStatus.New), g.Min(l => l.Status == LeadStatus.New ? (DateTime?)l.CreatedAt : null),
                g.Count(l => l.Assignee.MemberId == me.MemberId)))
            .FirstOrDefaultAsync(ct) ?? new LeadHome(0, null, 0);
    }

    /// <summary>Who handles leads at the actor's distributor.</summary>
    internal static IQueryable<Member> Handling(KBossDbContext db, Actor me)
    {
        var roles = RolePermissions.Holding(Permissions.LeadsHandle).Where(held => held.Kind == OrganizationKind.Distributor).Select(held => held.Role).ToList();
        return db.Members.AsNoTracking()
            .Where(m => m.OrganizationId == me.OrganizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)));
    }

    private static string MaskedMail(string mail) => mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        ? string.Create(CultureInfo.InvariantCulture, $"{mail[0]}***{mail[at..]}")
        : "";
}
