using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Promotions;

/// <summary>
/// Tells whoever registers with an invite code whose customer that makes them, and lets them join the promotion of the code in the transaction of the
/// registration [R-ORG-2].
/// </summary>
internal sealed class Invitations : IInvitations, IRegistrationStep
{
    public async Task<Invitation> UseAsync(KBossDbContext db, string code, DateTime now, CancellationToken ct)
    {
        var invite = await db.FindInviteAsync(code, ct) ?? throw InviteLookup.Unknown(code);
        var promotion = await db.PromotionOfAsync(invite, ct);
        invite.Use(now, promotion);
        // Who has left serves nobody: the customer then waits in the pool of the same distributor.
        var serving = await db.Members.Serving(invite.OrganizationId, OrganizationKind.Distributor).AnyAsync(m => m.Id == invite.MemberId, ct);
        return new Invitation(invite.Code, invite.OrganizationId, serving ? invite.MemberId : null);
    }

    public async Task<RuleException?> RefusalAsync(KBossDbContext db, string code, DateTime now, CancellationToken ct)
    {
        try
        {
            // The context saves nothing.
            await UseAsync(db, code, now, ct);
            return null;
        }
        catch (RuleException refusal)
        {
            return refusal;
        }
    }

    public void Add(KBossDbContext db, NewCustomer customer)
    {
        if (customer.Invitation is not { } invitation)
        {
            return;
        }

        // Both were read by UseAsync in this transaction.
        var invite = db.InviteCodes.Local.Single(i => i.Code == invitation.Code);
        var buyerId = customer.Organization.Id;
        db.Add(new InviteUse(invite, buyerId, InviteUseKind.Registered, db.Now));
        if (db.Promotions.Local.SingleOrDefault(p => p.Id == invite.PromotionId) is { } promotion)
        {
            db.Add(new PromotionMember(new Parties(customer.SellerId, buyerId), promotion, invite.Code, db.Now));
            db.AfterCommit(new PromotionJoined(customer.SellerId, buyerId, promotion.No));
        }
    }
}

/// <summary>Finds an invite code by what somebody typed, among those that the context may see.</summary>
internal static class InviteLookup
{
    public static Task<InviteCode?> FindInviteAsync(this KBossDbContext db, string code, CancellationToken ct)
    {
        var normal = InviteCode.Normal(code);
        return db.InviteCodes.FirstOrDefaultAsync(i => i.Code == normal, ct);
    }

    public static async Task<Promotion?> PromotionOfAsync(this KBossDbContext db, InviteCode invite, CancellationToken ct) =>
        invite.PromotionId is { } id ? await db.Promotions.FirstAsync(p => p.Id == id, ct) : null;

    public static RuleException Unknown(string code) => new("Promotions.InviteUnknown", code.Trim()) { Field = "invite-code" };
}
