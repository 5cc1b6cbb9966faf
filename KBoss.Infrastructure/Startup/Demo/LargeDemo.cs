using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>How much data of a real size there shall be, in all.</summary>
public sealed record LargeDemoSize(int Distributors = 20, int Organizations = 200, int Members = 2_000, int Customers = 20_000);

/// <summary>
/// Data of a real size, for seeing how the pages behave with it: distributors below the root, which sell what the root sells, and customer
/// organizations, both with members, and many customers, three of four at the root; those with members have asked something.
/// It is written in batches, comes once, and goes on where it was interrupted.
/// </summary>
public sealed class LargeDemo(KBossDbContextFactory contexts, IPasswordHasher<Member> hasher, TimeProvider time)
{
    private const int Batch = 1_000;

    /// <summary>So many questions of each customer that has members, every third of them closed.</summary>
    private const int TicketsEach = 10;

    /// <summary>Makes what is missing; <paramref name="progress"/> is told how many customers there are.</summary>
    public async Task SeedAsync(LargeDemoSize size, Action<int>? progress = null, CancellationToken ct = default)
    {
        var (rootId, distributors) = await DistributorsAsync(size, ct);
        var perOrganization = size.Members / size.Organizations;
        var password = hasher.HashPassword(null!, DemoOrganizations.Password);
        await StaffAsync(distributors, perOrganization, password, ct);
        await OffersAsync(rootId, distributors, ct);
        var salespeople = await SalespeopleAsync([rootId, .. distributors], ct);

        // Every fourth customer belongs to a distributor in turn; the others buy from the root.
        long SellerOf(int i) => i % 4 == 3 && distributors.Count > 0 ? distributors[i / 4 % distributors.Count] : rootId;
        for (var done = await CountAsync(ct); done < size.Customers;)
        {
            done += await CustomersAsync(done, Math.Min(Batch, size.Customers - done), SellerOf, salespeople, ct);
            progress?.Invoke(done);
        }

        await BuyersAsync(size.Organizations - size.Distributors, perOrganization, password, ct);
        await TicketsAsync(ct);
    }

    private static string CustomerCode(int i) => $"large-c-{i + 1:D5}";

    private async Task<(long RootId, List<long> Distributors)> DistributorsAsync(LargeDemoSize size, CancellationToken ct) =>
        await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var root = await db.Organizations.FirstAsync(o => o.SellerId == null, ct);
            var known = await db.Organizations.Where(o => o.Code.StartsWith("large-d-")).Select(o => o.Code).ToListAsync(ct);
            var added = Enumerable.Range(1, size.Distributors).Where(i => !known.Contains($"large-d-{i:D3}"))
                .Select(i => Organization.CreateDistributor($"分销示例机构 {i:D3}", $"large-d-{i:D3}", root.Id, time.UtcNow())).ToList();
            db.AddRange(added);
            await db.SaveChangesAsync(ct);
            foreach (var distributor in added)
            {
                LedgerService.CreateBook(db, distributor.Id);
            }

            await db.SaveChangesAsync(ct);
            return (root.Id, await db.Organizations.Where(o => o.Code.StartsWith("large-d-")).OrderBy(o => o.Code).Select(o => o.Id).ToListAsync(ct));
        }, ct);

    /// <summary>Each distributor sells what the root has public terms for: it buys a little below them and sells a little above.</summary>
    private Task OffersAsync(
        long rootId, List<long> distributors, CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var selling = await db.Offers.Where(o => distributors.Contains(o.OrganizationId)).Select(o => o.OrganizationId).ToHashSetAsync(ct);
        var sold = (await db.Offers.AsNoTracking().Where(o => o.OrganizationId == rootId).ToListAsync(ct)).Where(o => !o.PublicTerms.IsNone).ToList();
        foreach (var distributor in distributors.Where(d => !selling.Contains(d)))
        {
            foreach (var upstream in sold)
            {
                var offer = Offer.Downstream(distributor, upstream, Times(upstream.PublicTerms, 0.96m));
                offer.SetPublicTerms(Times(upstream.PublicTerms, 1.04m));
                db.Add(offer);
            }
        }

        await db.SaveChangesAsync(ct);

        static Terms Times(Terms terms, decimal factor) => Terms.Of(
            terms.Discount is { } d ? Math.Min(1, Money.UnitPrice(d * factor)) : null, terms.Price is { } p ? Money.UnitPrice(p * factor) : null);
    }, ct);

    /// <summary>One member of every other role in each distributor, and the rest in Sales.</summary>
    private Task StaffAsync(List<long> distributors, int perOrganization, string password, CancellationToken ct) =>
        MembersAsync("large-s", 170, distributors, perOrganization, OrganizationKind.Distributor, i => i switch
        {
            0 => [Role.Admin],
            1 => [Role.Operations],
            2 => [Role.Finance],
            3 => [Role.Maintenance],
            _ => [Role.Sales],
        }, password, ct);

    private async Task BuyersAsync(int organizations, int perOrganization, string password, CancellationToken ct)
    {
        List<long> ids;
        await using (var db = contexts.Open(OrganizationScope.Everything))
        {
            ids = await db.Organizations.Where(o => o.Code.StartsWith("large-c-")).OrderBy(o => o.Code).Take(organizations).Select(o => o.Id).ToListAsync(ct);
        }

        await MembersAsync(
            "large-b", 171, ids, perOrganization, OrganizationKind.Customer, i => i == 0 ? [Role.Admin, Role.Buyer] : [Role.Buyer], password, ct);
    }

    private async Task MembersAsync(
        string prefix, int network, List<long> organizations, int each, OrganizationKind kind, Func<int, Role[]> roles, string password, CancellationToken ct)
    {
        foreach (var part in organizations.Select((id, i) => (id, i)).Chunk(Math.Max(1, Batch / each)))
        {
            await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
            {
                var ids = part.Select(p => p.id).ToList();
                var known = await db.Members.Where(m => ids.Contains(m.OrganizationId)).Select(m => m.UserName).ToHashSetAsync(ct);
                foreach (var (organizationId, i) in part)
                {
                    for (var n = 0; n < each; n++)
                    {
                        var number = (i * each) + n + 1;
                        if (known.Contains($"{prefix}-{number:D4}"))
                        {
                            continue;
                        }

                        var member = new Member(organizationId, $"{prefix}-{number:D4}", $"{network}{number:D8}", $"用户 {number:D4}", time.UtcNow());
                        foreach (var role in roles(n))
                        {
                            member.Give(role, kind);
                        }

                        member.ChangePassword(password);
                        member.Consent(UserAgreement.Version, time.UtcNow());
                        db.Add(member);
                    }
                }

                await db.SaveChangesAsync(ct);
            }, ct);
        }
    }

    private Task TicketsAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var asking = await (
            from member in db.Members
            join customer in db.Customers on member.OrganizationId equals customer.BuyerId
            where member.UserName.StartsWith("large-b-") && member.Roles.Any(r => r.Role == Role.Admin) && !db.Tickets.Any(t => t.BuyerId == customer.BuyerId)
            orderby member.Id
            select new { Customer = customer, Member = member }).ToListAsync(ct);
        foreach (var (asked, i) in asking.SelectMany(a => Enumerable.Range(1, TicketsEach).Select(n => (a, n))))
        {
            var (at, by) = (time.UtcNow().AddHours(-i), new TicketAuthor(TicketSide.Customer, new By(asked.Member.Id, asked.Member.Name)));
            var ticket = new Ticket(
                asked.Customer.Parties, asked.Customer.Name, $"{BusinessNumber.Ticket}{asked.Customer.BuyerId:D8}{i:D2}", $"示例问题 {i:D2}", null, by, at);
            db.Add(ticket);
            db.Add(ticket.Say(by, "如何查看用量？", 0, at));
            if (i % 3 == 0)
            {
                ticket.Close(by, at);
            }
        }

        await db.SaveChangesAsync(ct);
    }, ct);

    private async Task<Dictionary<long, long[]>> SalespeopleAsync(List<long> sellers, CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        var members = await db.Members.Where(m => sellers.Contains(m.OrganizationId) && m.Roles.Any(r => r.Role == Role.Sales))
            .OrderBy(m => m.Id).Select(m => new { m.Id, m.OrganizationId }).ToListAsync(ct);
        return members.GroupBy(m => m.OrganizationId).ToDictionary(g => g.Key, g => g.Select(m => m.Id).ToArray());
    }

    private async Task<int> CountAsync(CancellationToken ct)
    {
        await using var db = contexts.Open(OrganizationScope.Everything);
        return await db.Organizations.CountAsync(o => o.Code.StartsWith("large-c-"), ct);
    }

    private Task<int> CustomersAsync(int from, int count, Func<int, long> sellerOf, Dictionary<long, long[]> salespeople, CancellationToken ct) =>
        contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var numbers = Enumerable.Range(from, count).ToList();
            var organizations = numbers.ConvertAll(i =>
                Organization.CreateCustomer($"客户示例公司 {i + 1:D5}", CustomerCode(i), sellerOf(i), time.UtcNow().AddMinutes(-i)));
            db.AddRange(organizations);
            await db.SaveChangesAsync(ct);
            foreach (var (i, organization) in numbers.Zip(organizations))
            {
                var customer = new Customer(
                    new Parties(organization.SellerId!.Value, organization.Id), organization.Name, $"联系人 {i + 1:D5}", $"172{i + 1:D8}", organization.CreatedAt);
                // Every fifth waits in the pool.
                if (i % 5 != 4 && salespeople.TryGetValue(customer.SellerId, out var serving))
                {
                    customer.AssignTo(serving[i % serving.Length]);
                }

                db.Add(customer);
                db.Add(new Wallet(customer.Parties));
            }

            await db.SaveChangesAsync(ct);
            return count;
        }, ct);
}
