using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>A customer organization and one of its members, as that member sees them; time UTC.</summary>
public sealed record MyAccount(
    string OrganizationName, string OrganizationCode, string Contact, string ContactPhone, DateTime CreatedAt,
    string MemberName, string UserName, string Phone);

/// <summary>One customer as its seller sees it: whom to talk to (phone masked), who serves, and when to talk again; times UTC.</summary>
public sealed record CustomerDetails(
    string Code, string Name, string Contact, string Phone, string? Salesperson, DateTime CreatedAt, DateTime? NextFollowUpAt, Parties Parties)
{
    public long? SalespersonId { get; init; }

    /// <summary>How often somebody talks with it.</summary>
    public FollowUpRhythm FollowUps { get; init; } = new(null, 0, null);

    /// <summary>Whether it has done business: then it is not deleted any more.</summary>
    public bool HasTraded { get; init; }
}

/// <summary>A customer that somebody may be looking for: whom to talk to (phone masked) and who serves it.</summary>
public sealed record CustomerSuggestion(string Code, string Name, string Contact, string Phone, string? Salesperson);

/// <summary>A note about a customer; only its author may take it back.</summary>
public sealed record CustomerNoteRow(long Id, By Author, string Text, DateTime CreatedAt, bool Mine);

/// <summary>A talk with a customer.</summary>
public sealed record FollowUpRow(long Id, FollowUpWay Way, string Aim, string Content, By Author, DateTime At, DateTime? NextAt);

/// <summary>A change of the salesperson; names are null for the pool. <see cref="ByInvite"/>: <see cref="By"/> is the invite code it came with.</summary>
public sealed record AssignmentRow(long Id, string? From, string? To, By By, bool ByInvite, string Reason, DateTime At)
{
    public long? FromId { get; init; }

    public long? ToId { get; init; }
}

/// <summary>
/// Reads customers, for their seller and for themselves. The seller names one by the code of its organization; one that the actor
/// does not see [R-ISO-2] is <see cref="NotFoundException"/>. Lists are newest first.
/// </summary>
public sealed class CustomerQueries(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICustomerBusiness> business)
{
    /// <summary>How many customers are suggested at most.</summary>
    public const int MaxSuggestions = 12;

    /// <summary>The customer organization of the actor and its own account, for whoever may see the wallet.</summary>
    public async Task<MyAccount> MineAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.WalletView, ct);
        await using var db = contexts.Open(me);
        return await (
                from member in db.Members.AsNoTracking()
                join organization in db.Organizations on member.OrganizationId equals organization.Id
                join customer in db.Customers on organization.Id equals customer.BuyerId
                where member.Id == me.MemberId && organization.Id == me.OrganizationId
                select new MyAccount(
                    organization.Name, organization.Code, customer.Contact, customer.Phone, organization.CreatedAt, member.Name, member.UserName, member.Phone))
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", me.OrganizationId);
    }

    /// <summary>Who the customer is and who serves it.</summary>
    public async Task<CustomerDetails> DetailsAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var lately = FollowUpRhythm.Since(db.Now);
        var found = await db.CustomersOf(me).AsNoTracking().WithCodes(db, [code])
            .Select(c => new
            {
                Customer = c,
                Salesperson = db.Members.Where(m => m.Id == c.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                NextAt = db.FollowUps.Where(f => f.BuyerId == c.BuyerId).Min(f => f.NextAt),
                LastAt = db.FollowUps.Where(f => f.BuyerId == c.BuyerId).Max(f => (DateTime?)f.At),
                Lately = db.FollowUps.Count(f => f.BuyerId == c.BuyerId && f.At >= lately),
                FirstAt = db.FollowUps.Where(f => f.BuyerId == c.BuyerId && f.At >= lately).Min(f => (DateTime?)f.At),
            })
            .FirstOrDefaultAsync(ct) ?? throw new NotFoundException("customer", code);
        var customer = found.Customer;
        return new CustomerDetails(code, customer.Name, customer.Contact, Masked.Phone(customer.Phone), found.Salesperson, customer.CreatedAt, found.NextAt,
            new Parties(customer.SellerId, customer.BuyerId))
        {
            SalespersonId = customer.SalespersonId,
            FollowUps = new(found.LastAt, found.Lately, found.FirstAt),
            HasTraded = await db.HasTradedAsync(customer, business, ct),
        };
    }

    /// <summary>
    /// Whom somebody may mean who types a part of a name, of a contact or of a code, or a whole phone: those that the actor sees [R-ISO-2], by name, at most
    /// <see cref="MaxSuggestions"/>; without a text the newest.
    /// </summary>
    public async Task<IReadOnlyList<CustomerSuggestion>> SuggestAsync(string? text, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var request = new PageRequest(1, MaxSuggestions, null, false, new Dictionary<string, string> { ["q"] = text ?? "" });
        var found = db.CustomersOf(me).AsNoTracking().Sought(db, request);
        var sorted = request.Filter("q") is null ? found.OrderByDescending(c => c.Id) : found.OrderBy(c => c.Name).ThenBy(c => c.Id);
        var rows = await (
                from c in sorted
                select new
                {
                    Code = db.Organizations.Where(o => o.Id == c.BuyerId).Select(o => o.Code).First(),
                    c.Name,
                    c.Contact,
                    c.Phone,
                    Salesperson = db.Members.Where(m => m.Id == c.SalespersonId).Select(m => m.Name).FirstOrDefault(),
                })
            .Take(MaxSuggestions).ToListAsync(ct);
        return [.. rows.Select(r => new CustomerSuggestion(r.Code, r.Name, r.Contact, Masked.Phone(r.Phone), r.Salesperson))];
    }

    /// <summary>The notes about the customer.</summary>
    public Task<Page<CustomerNoteRow>> NotesAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, me, customer) => db.CustomerNotes.AsNoTracking().Where(n => n.BuyerId == customer.BuyerId).OrderByDescending(n => n.Id)
            .Select(n => new CustomerNoteRow(n.Id, n.By, n.Text, n.CreatedAt, n.By.MemberId == me.MemberId)).ToPageAsync(request, ct), ct);

    /// <summary>The talks with the customer; filters <c>from</c> and <c>to</c> (Shanghai days, both inclusive).</summary>
    public Task<Page<FollowUpRow>> FollowUpsAsync(string code, PageRequest request, CancellationToken ct = default) => ReadAsync(code, (db, _, customer) =>
    {
        var days = request.Days(db.Now);
        var (from, until) = (days.From ?? DateTime.MinValue, days.Until ?? DateTime.MaxValue);
        return db.FollowUps.AsNoTracking().Where(f => f.BuyerId == customer.BuyerId && f.At >= from && f.At < until).OrderByDescending(f => f.Id)
            .Select(f => new FollowUpRow(f.Id, f.Way, f.Aim, f.Content, f.By, f.At, f.NextAt)).ToPageAsync(request, ct);
    }, ct);

    /// <summary>Who served the customer when, and why it moved.</summary>
    public Task<Page<AssignmentRow>> AssignmentsAsync(string code, PageRequest request, CancellationToken ct = default) =>
        ReadAsync(code, (db, _, customer) => db.CustomerAssignments.AsNoTracking().Where(a => a.BuyerId == customer.BuyerId).OrderByDescending(a => a.Id)
            .Select(a => new AssignmentRow(
                a.Id,
                db.Members.Where(m => m.Id == a.FromId).Select(m => m.Name).FirstOrDefault(),
                db.Members.Where(m => m.Id == a.ToId).Select(m => m.Name).FirstOrDefault(),
                a.By, a.By.MemberId == null, a.Reason, a.At)
            { FromId = a.FromId, ToId = a.ToId })
            .ToPageAsync(request, ct), ct);

    private async Task<T> ReadAsync<T>(string code, Func<KBossDbContext, Actor, Customer, Task<T>> read, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        return await read(db, me, await db.FindCustomerAsync(me, code, ct));
    }
}
