using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Customers;

/// <summary>A salesperson and how many customers they have; <see cref="CanReceive"/> is false for one who was disabled or has another role now.</summary>
public sealed record SalespersonRow(long MemberId, string UserName, string Name, int Customers, bool CanReceive);

/// <summary>Customers of a distributor are served by somebody else now, or by nobody.</summary>
public sealed record CustomersMoved(long OrganizationId);

/// <summary>
/// Gives customers, named by the codes of their organizations, to salespeople. Each act is all or nothing and decided by what stands
/// at that moment, so of two windows that assign the same customer the second is refused and told who was first.
/// </summary>
public sealed class AssignmentService(KBossDbContextFactory contexts, ICurrentActor current, IEnumerable<ICustomerBusiness> business)
{
    /// <summary>Everybody who can be given customers or still has some, by name.</summary>
    public async Task<IReadOnlyList<SalespersonRow>> SalespeopleAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersViewAll, ct);
        await using var db = contexts.Open(me);
        var serving = db.Members.Serving(me.OrganizationId, me.Kind).Select(m => m.Id);
        var rows = await db.Members.AsNoTracking().Where(m => m.OrganizationId == me.OrganizationId)
            .Select(m => new
            {
                m.Id,
                m.UserName,
                m.Name,
                Customers = db.Customers.Count(c => c.SellerId == me.OrganizationId && c.SalespersonId == m.Id),
                CanReceive = serving.Contains(m.Id),
            })
            .Where(m => m.CanReceive || m.Customers > 0)
            .OrderBy(m => m.Name).ThenBy(m => m.Id).ToListAsync(ct);
        return [.. rows.Select(m => new SalespersonRow(m.Id, m.UserName, m.Name, m.Customers, m.CanReceive))];
    }

    /// <summary>
    /// Gives public customers to a salesperson, who is told. Refused with <c>Customers.NoneSelected</c>, <c>Customers.NotASalesperson</c>,
    /// or <c>Customers.AlreadyAssigned</c> when one of them has a salesperson by now.
    /// </summary>
    public async Task<int> AssignAsync(IReadOnlyCollection<string> codes, long salespersonId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var to = await SalespersonAsync(db, me, salespersonId, ct);
            var customers = await FindAllAsync(db, me, codes, ct);
            if (customers.Find(c => !c.IsPublic) is { } taken)
            {
                throw new RuleException("Customers.AlreadyAssigned", taken.Name, await NameAsync(db, taken.SalespersonId, ct));
            }

            Move(db, me, customers, to.Id, "");
            Tell(db, to, "CustomersAssigned", customers, me.Name);
            await db.SaveChangesAsync(ct);
            return customers.Count;
        }, ct);
    }

    /// <summary>
    /// Moves customers from one salesperson to another with a reason; both are told, and the move is kept. Refused with
    /// <c>Customers.SameSalesperson</c>, <c>Customers.NotASalesperson</c>, or <c>Customers.NoLongerServed</c> when one of them is not with the first any more.
    /// </summary>
    public async Task<int> TransferAsync(
        IReadOnlyCollection<string> codes, long fromSalespersonId, long toSalespersonId, string? reason, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var from = await db.Members.FirstOrDefaultAsync(m => m.Id == fromSalespersonId && m.OrganizationId == me.OrganizationId, ct)
                ?? throw new NotFoundException("salesperson", fromSalespersonId);
            var refusals = new Refusals();
            if (fromSalespersonId == toSalespersonId)
            {
                refusals.Add(new RuleException("Customers.SameSalesperson") { Field = "salesperson" });
            }

            var receiver = await refusals.TryAsync(() => SalespersonAsync(db, me, toSalespersonId, ct));
            var reasonGiven = refusals.Try(() => Require.Text(reason, "reason", free: true));
            refusals.Demand();
            var (to, why) = (receiver!, reasonGiven!);
            var customers = await FindAllAsync(db, me, codes, ct);
            if (customers.Find(c => c.SalespersonId != from.Id) is { } moved)
            {
                throw new RuleException("Customers.NoLongerServed", moved.Name, from.Name);
            }

            Move(db, me, customers, to.Id, why);
            Tell(db, from, "CustomersMovedAway", customers, to.Name, why);
            Tell(db, to, "CustomersMovedHere", customers, from.Name, why);
            await db.SaveChangesAsync(ct);
            return customers.Count;
        }, ct);
    }

    /// <summary>
    /// Returns customers that never did business to the pool; refused with <c>Customers.HasTradedPool</c> or <c>Customers.AlreadyPublic</c>. Their
    /// salespeople are told.
    /// </summary>
    public async Task<int> ReturnToPoolAsync(IReadOnlyCollection<string> codes, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersAssign, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var customers = await FindAllAsync(db, me, codes, ct);
            if (customers.Find(c => c.IsPublic) is { } loose)
            {
                throw new RuleException("Customers.AlreadyPublic", loose.Name);
            }

            var ids = customers.Select(c => c.Id).ToList();
            var free = await db.Customers.Where(c => ids.Contains(c.Id)).NeverTraded(db, me.OrganizationId, business).Select(c => c.Id).ToListAsync(ct);
            if (customers.Find(c => !free.Contains(c.Id)) is { } traded)
            {
                throw new RuleException("Customers.HasTradedPool", traded.Name);
            }

            var before = customers.ToLookup(c => c.SalespersonId!.Value);
            Move(db, me, customers, null, "");
            foreach (var from in before)
            {
                var member = await db.Members.FirstAsync(m => m.Id == from.Key, ct);
                Tell(db, member, "CustomersReturned", [.. from], me.Name);
            }

            await db.SaveChangesAsync(ct);
            return customers.Count;
        }, ct);
    }

    private static async Task<Member> SalespersonAsync(KBossDbContext db, Actor me, long id, CancellationToken ct) =>
        await db.Members.Serving(me.OrganizationId, me.Kind).FirstOrDefaultAsync(m => m.Id == id, ct)
            ?? throw new RuleException("Customers.NotASalesperson") { Field = "salesperson" };

    private static async Task<List<Customer>> FindAllAsync(KBossDbContext db, Actor me, IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        if (codes.Count == 0)
        {
            throw new RuleException("Customers.NoneSelected");
        }

        var customers = await db.CustomersOf(me).WithCodes(db, codes).OrderBy(c => c.Id).ToListAsync(ct);
        return customers.Count == codes.Distinct().Count() ? customers : throw new NotFoundException("customer", string.Join(", ", codes.Take(5)));
    }

    private static async Task<string> NameAsync(KBossDbContext db, long? memberId, CancellationToken ct) =>
        await db.Members.Where(m => m.Id == memberId).Select(m => m.Name).FirstOrDefaultAsync(ct) ?? "";

    private static void Move(KBossDbContext db, Actor me, List<Customer> customers, long? toId, string reason)
    {
        foreach (var customer in customers)
        {
            db.Add(new CustomerAssignment(customer, toId, me.By, reason, db.Now));
            if (toId is { } id)
            {
                customer.AssignTo(id);
            }
            else
            {
                customer.ReturnToPool();
            }
        }

        db.AfterCommit(new CustomersMoved(me.OrganizationId));
    }

    private static void Tell(KBossDbContext db, Member member, string kind, List<Customer> customers, params string[] more) => db.Add(new Notice(
        member.OrganizationId, member.Id, kind, "",
        [customers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), Names(customers), .. more], db.Now));

    // A notice is a sentence, not a list: the first few names say what it is about.
    private static string Names(List<Customer> customers) =>
        string.Join(" / ", customers.Take(3).Select(c => c.Name)) + (customers.Count > 3 ? " …" : "");
}
