using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>A customer whose story is told.</summary>
public sealed record CustomerStory(Actor Reader, string Code, Parties Parties) : ThingStory(Reader)
{
    /// <summary>Who works with customers may know how their facts and their credit came about.</summary>
    public override IReadOnlyList<string> Subjects =>
    [
        .. Reader.Has(Permissions.CustomersManage) || Reader.Has(Permissions.AuditView)
            ? [string.Create(CultureInfo.InvariantCulture, $"Customer {Parties.BuyerId}")]
            : Array.Empty<string>(),
        .. Reader.Has(Permissions.CashView) || Reader.Has(Permissions.AuditView)
            ? [string.Create(CultureInfo.InvariantCulture, $"Wallet {Parties.BuyerId}")]
            : Array.Empty<string>(),
    ];

    /// <summary>The movements of the wallet say what its balance was, and the assignments who serves.</summary>
    public override IReadOnlyList<string> Said => ["Wallet.Balance", "Customer.SalespersonId"];
}

/// <summary>The story of a customer, for its seller's people who see it [R-ISO-2].</summary>
public sealed class CustomerStoryQueries(KBossDbContextFactory contexts, ICurrentActor current, Timeline<CustomerStory> timeline)
{
    /// <summary>Everything that happened with the customer, newest first; one that the actor does not see is <see cref="NotFoundException"/>.</summary>
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        return await timeline.TellAsync(db, new CustomerStory(me, code, new Parties(customer.SellerId, customer.BuyerId)), ct);
    }
}

/// <summary>What the module itself tells: since when it is a customer, who has served it, and what was talked about and noted.</summary>
internal sealed class CustomerTimeline : IThingTimeline<CustomerStory>
{
    public async Task<IReadOnlyList<ThingEvent>> TellAsync(KBossDbContext db, CustomerStory story, CancellationToken ct)
    {
        var (me, buyer) = (story.Reader.OrganizationId, story.Parties.BuyerId);
        var since = await db.Customers.AsNoTracking().Where(c => c.SellerId == me && c.BuyerId == buyer).Select(c => c.CreatedAt).FirstAsync(ct);
        var assignments = await db.CustomerAssignments.AsNoTracking().Where(a => a.OrganizationId == me && a.BuyerId == buyer)
            .OrderByDescending(a => a.Id)
            .Select(a => new
            {
                From = db.Members.Where(m => m.Id == a.FromId).Select(m => m.Name).FirstOrDefault(),
                To = db.Members.Where(m => m.Id == a.ToId).Select(m => m.Name).FirstOrDefault(),
                a.By,
                a.Reason,
                a.At,
            }).InOrderAsync(ct);
        var talks = await db.FollowUps.AsNoTracking().Where(f => f.OrganizationId == me && f.BuyerId == buyer)
            .OrderByDescending(f => f.Id).Select(f => new { f.Aim, f.Content, f.By, f.At }).InOrderAsync(ct);
        var notes = await db.CustomerNotes.AsNoTracking().Where(n => n.OrganizationId == me && n.BuyerId == buyer)
            .OrderByDescending(n => n.Id).Select(n => new { n.Text, n.By, n.CreatedAt }).InOrderAsync(ct);
        return
        [
            new ThingEvent(since, "Customer.Created", By.Nobody),
            .. assignments.Select(a => new ThingEvent(
                a.At, a.To is null ? "Customer.Returned" : a.From is null ? "Customer.Assigned" : "Customer.Moved", a.By, a.To ?? a.From ?? "", a.From ?? "")
            {
                Text = a.Reason,
            }),
            .. talks.Select(f => new ThingEvent(f.At, "FollowUp", f.By, f.Aim) { Text = f.Content }),
            .. notes.Select(n => new ThingEvent(n.CreatedAt, "Note", n.By) { Text = n.Text }),
        ];
    }
}
