using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Conversations;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Conversations;

/// <summary>
/// The one place that says whose conversations an actor reads and talks in: a customer's member its own; of the seller's people the salesperson of the customer
/// and nobody else [R-ISO-2], and those of customers whom no salesperson serves, or none who still can, whoever sees all customers.
/// </summary>
internal static class ConversationScope
{
    /// <summary>The customers that the actor talks to; for a member of a customer that customer itself.</summary>
    public static IQueryable<Customer> TalkedToBy(this KBossDbContext db, Actor me)
    {
        if (me.Kind == OrganizationKind.Customer)
        {
            return db.Customers.Where(c => c.BuyerId == me.OrganizationId);
        }

        if (!me.Has(Permissions.CustomersViewAll))
        {
            return db.Customers.ServedBy(me);
        }

        var (sellerId, memberId) = (me.OrganizationId, me.MemberId);
        var serving = db.Members.Serving(sellerId, me.Kind).Select(m => m.Id);
        return db.Customers.Where(c => c.SellerId == sellerId
            && (c.SalespersonId == memberId || c.SalespersonId == null || !serving.Contains(c.SalespersonId.Value)));
    }

    /// <summary>
    /// The customer whose conversation is meant, by the code of its organization, if the actor talks to it; a member of a customer needs no code. Any other is
    /// <see cref="NotFoundException"/>, and <see cref="SignInException"/> says to a customer's member that it is none any more.
    /// </summary>
    public static async Task<Customer> FindTalkedToAsync(this KBossDbContext db, Actor me, string? code, CancellationToken ct)
    {
        var customers = db.TalkedToBy(me);
        if (me.Kind == OrganizationKind.Customer && string.IsNullOrEmpty(code))
        {
            return await customers.FirstOrDefaultAsync(ct) ?? throw new SignInException();
        }

        return await customers.WithCodes(db, [code ?? ""]).FirstOrDefaultAsync(ct) ?? throw new NotFoundException("conversation", code ?? "");
    }

    /// <summary>Who the actor is in a conversation; <see cref="PermissionException"/> for whoever talks in none.</summary>
    public static async Task<Actor> DemandSpeakerAsync(this ICurrentActor current, CancellationToken ct)
    {
        var me = await current.GetAsync(ct);
        me.Demand(me.Kind == OrganizationKind.Customer ? Permissions.ConversationsWrite : Permissions.ConversationsAnswer);
        return me;
    }

    /// <summary>For whom the actor talks.</summary>
    public static Speaker Speaker(this Actor me) => new(me.SideOf(), me.By);

    /// <summary>On which side the actor stands.</summary>
    public static ConversationSide SideOf(this Actor me) => me.Kind == OrganizationKind.Customer ? ConversationSide.Customer : ConversationSide.Seller;
}
