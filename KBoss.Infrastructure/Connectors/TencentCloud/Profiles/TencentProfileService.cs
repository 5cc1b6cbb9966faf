using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.TencentCloud.Profiles;

/// <summary>A customer's account at Tencent Cloud, as it says and as the vendor answers; times UTC.</summary>
/// <param name="Reason">The key of why it is refused or could not be checked.</param>
/// <param name="VendorName">The vendor's name of the account, masked there.</param>
public sealed record TencentProfileDetails(
    string Uin, string Name, string Contact, ProfileState State, string Reason, string VendorName, DateTime? GivenAt, DateTime? CheckedAt)
{
    /// <summary>Of a customer that has given none.</summary>
    public static TencentProfileDetails None { get; } = new("", "", "", ProfileState.NotGiven, "", "", null, null);
}

/// <summary>The check of one profile, as the outbox carries it.</summary>
internal sealed record ProfileCheck(long ProfileId, int Check)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "TencentProfileCheck";
}

/// <summary>Lets a customer say what its account at Tencent Cloud is; the vendor is asked after the commit. Every change is audited.</summary>
public sealed class TencentProfileService(KBossDbContextFactory contexts, ICurrentActor current, Outbox outbox)
{
    /// <summary>The profile of the actor's own organization.</summary>
    public async Task<TencentProfileDetails> MineAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesView, ct);
        await using var db = contexts.Open(me);
        return await ReadAsync(db, me.OrganizationId, ct);
    }

    /// <summary>For the seller: the profile of one of its customers; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.</summary>
    public async Task<TencentProfileDetails> OfCustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        return await ReadAsync(db, (await db.FindCustomerAsync(me, code, ct)).BuyerId, ct);
    }

    /// <summary>Takes over what the customer says and asks the vendor; <c>Connectors.UinInvalid</c> and the refusals of texts at their fields.</summary>
    public Task GiveAsync(ProfileFacts facts, CancellationToken ct = default) =>
        ChangeAsync((profile, now) => profile.Give(facts, now), ct);

    /// <summary>Asks the vendor again; <c>Connectors.ProfileNotGiven</c> where there is nothing to ask about.</summary>
    public Task CheckAgainAsync(CancellationToken ct = default) => ChangeAsync((profile, _) => profile.CheckAgain(), ct);

    /// <summary>Takes the profile back: nothing more can be ordered or paid that needs it.</summary>
    public Task WithdrawAsync(CancellationToken ct = default) => ChangeAsync((profile, _) => profile.Withdraw(), ct);

    private async Task ChangeAsync(Action<TencentProfile, DateTime> change, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesEdit, ct);
        await contexts.WithPartiesAsync(me, db => OwnAsync(db, me, ct), async (db, customer) =>
        {
            // Two that fill it in for the first time meet on the customer's row.
            db.Touch(customer);
            var profile = await db.TencentProfiles.FirstOrDefaultAsync(p => p.BuyerId == customer.BuyerId, ct);
            if (profile is null)
            {
                profile = new TencentProfile(customer.Parties);
                change(profile, db.Now);
                db.Add(profile);
                await db.SaveChangesAsync(ct);
            }
            else
            {
                change(profile, db.Now);
            }

            if (profile.State == ProfileState.Checking)
            {
                outbox.Add(
                    db, customer.BuyerId, ProfileCheck.Kind, $"tencent-profile-{profile.Id}-{profile.Check}", new ProfileCheck(profile.Id, profile.Check));
            }

            db.StandingChanged(customer.SellerId, customer.BuyerId);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private static async Task<Customer> OwnAsync(KBossDbContext db, Actor me, CancellationToken ct) =>
        await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer", me.OrganizationId);

    private static async Task<TencentProfileDetails> ReadAsync(KBossDbContext db, long buyerId, CancellationToken ct) =>
        await db.TencentProfiles.AsNoTracking().Where(p => p.BuyerId == buyerId)
            .Select(p => new TencentProfileDetails(p.Uin, p.Name, p.Contact, p.State, p.Reason, p.VendorName, p.GivenAt, p.CheckedAt))
            .FirstOrDefaultAsync(ct) ?? TencentProfileDetails.None;
}
