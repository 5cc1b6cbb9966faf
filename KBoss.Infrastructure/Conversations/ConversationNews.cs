using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Conversations;
using KBoss.Domain.Customers;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Conversations;

/// <summary>
/// Tells the other side that something was said, by the channels that each member chose: once, however much is said, until the member has read it or its side
/// has answered. What goes by mail waits for a while, so that it does not reach whoever sits before the page.
/// </summary>
public sealed class ConversationNews(Reminders reminders)
{
    internal const string Kind = "ConversationSaid";

    /// <summary>For how long a mail waits whether what was said is read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    internal static string CauseOf(long buyerId, int firstUnread) =>
        ReminderSent.CauseOf(string.Create(CultureInfo.InvariantCulture, $"{Kind}:{buyerId}:{firstUnread}"));

    /// <summary>What the notices are about: the seller's people have many customers, and a customer's member one conversation.</summary>
    internal static async Task<string> SubjectAsync(KBossDbContext db, OrganizationKind reader, long buyerId, CancellationToken ct) =>
        reader == OrganizationKind.Customer ? "" : await db.Organizations.Where(o => o.Id == buyerId).Select(o => o.Code).FirstAsync(ct);

    /// <summary>Tells of the last message; the context sees both sides and is saved by the caller.</summary>
    internal async Task TellAsync(KBossDbContext db, Conversation conversation, Customer customer, Actor me, CancellationToken ct)
    {
        var toCustomer = me.Kind != OrganizationKind.Customer;
        var side = toCustomer ? ConversationSide.Customer : ConversationSide.Seller;
        var told = toCustomer ? await CustomersAsync(db, customer, ct) : await SellersAsync(db, customer, ct);
        var read = await db.ConversationReadings.Where(r => r.BuyerId == customer.BuyerId && told.Contains(r.MemberId))
            .ToDictionaryAsync(r => r.MemberId, r => r.UpTo, ct);
        var subject = await SubjectAsync(db, toCustomer ? OrganizationKind.Customer : OrganizationKind.Distributor, customer.BuyerId, ct);
        foreach (var alike in told.GroupBy(member => conversation.FirstUnread(side, read.GetValueOrDefault(member))))
        {
            await reminders.RemindAsync(
                db, new Reminder(Kind, CauseOf(customer.BuyerId, alike.Key), subject, [toCustomer ? me.Name : customer.Name]) { NotBefore = db.Now + Patience },
                [.. alike], ct);
        }
    }

    /// <summary>
    /// The customer's salesperson; where it has none who can serve it, whoever may give it one; and where nobody may, who sees all customers.
    /// </summary>
    private static async Task<List<long>> SellersAsync(KBossDbContext db, Customer customer, CancellationToken ct)
    {
        if (customer.SalespersonId is { } serves
            && await db.Members.Serving(customer.SellerId, OrganizationKind.Distributor).AnyAsync(m => m.Id == serves, ct))
        {
            return [serves];
        }

        return await AbleAsync(db, customer.SellerId, Permissions.CustomersAssign, ct) is { Count: > 0 } assigning
            ? assigning : await AbleAsync(db, customer.SellerId, Permissions.CustomersViewAll, ct);
    }

    /// <summary>Those of the customer who have talked before; everybody who may while nobody has.</summary>
    private static async Task<List<long>> CustomersAsync(KBossDbContext db, Customer customer, CancellationToken ct)
    {
        var able = await AbleAsync(db, customer.BuyerId, Permissions.ConversationsWrite, ct);
        var talking = await db.ConversationMessages.Where(m => m.BuyerId == customer.BuyerId && m.Side == ConversationSide.Customer)
            .Select(m => m.By.MemberId!.Value).Distinct().ToListAsync(ct);
        return able.Intersect(talking).ToList() is { Count: > 0 } some ? some : able;
    }

    private static Task<List<long>> AbleAsync(KBossDbContext db, long organizationId, string permission, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(permission).Select(held => held.Role).ToList();
        return db.Members.Where(m => m.OrganizationId == organizationId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
    }
}

/// <summary>What was read or answered meanwhile needs no mail.</summary>
internal sealed class ConversationCause : IReminderCause
{
    /// <inheritdoc />
    public bool Knows(string kind) => kind == ConversationNews.Kind;

    /// <inheritdoc />
    public async Task<bool> StandsAsync(KBossDbContext db, ReminderOf reminder, CancellationToken ct)
    {
        var parts = reminder.Cause.Split(':');
        var (buyerId, first) = (long.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        var organizationId = await db.Members.Where(m => m.Id == reminder.MemberId).Select(m => m.OrganizationId).FirstOrDefaultAsync(ct);
        var read = await db.ConversationReadings.Where(r => r.BuyerId == buyerId && r.MemberId == reminder.MemberId)
            .Select(r => r.UpTo).FirstOrDefaultAsync(ct);
        return await db.Conversations.FirstOrDefaultAsync(c => c.BuyerId == buyerId, ct) is { } conversation
            && conversation.FirstUnread(organizationId == buyerId ? ConversationSide.Customer : ConversationSide.Seller, read) <= first;
    }
}
