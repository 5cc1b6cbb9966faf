using KBoss.Domain.Connectors;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Demands;

/// <summary>
/// Tencent Cloud wants the customer's account there, 中金 the customer on its whitelist, the supercomputing centre an account that is bound to it. All three are
/// facts of the customer and its seller, so they hold whoever of the chain owns the supplier.
/// </summary>
internal sealed class SupplierDemands : IPurchaseDemand
{
    private static readonly FixedQuery<long, int, Standing> OfBuyer = new((db, buyerId, _) =>
        from organization in db.Organizations
        where organization.Id == buyerId
        select new Standing(
            db.TencentProfiles.Where(p => p.BuyerId == buyerId).Select(p => (ProfileState?)p.State).FirstOrDefault(),
            db.ZhongjinAccesses.Where(a => a.BuyerId == buyerId).Select(a => (Whitelisting?)a.State).FirstOrDefault(),
            db.JinanBindings.Any(b => b.HolderId == buyerId && b.KnownAt != null),
            db.JinanBindings.Any(b => b.HolderId == buyerId)));

    public async Task<IReadOnlyDictionary<Connector, DemandGap>> GapsAsync(
        KBossDbContext db, long? buyerId, IReadOnlyCollection<Connector> connectors, CancellationToken ct)
    {
        var standing = (buyerId is { } buyer ? await OfBuyer.FirstAsync(db, buyer, 0, ct) : null) ?? new Standing(null, null, false, false);
        return new[] { Tencent(standing.Profile), Zhongjin(standing.Whitelist), Jinan(standing) }
            .OfType<DemandGap>().Where(gap => connectors.Contains(gap.Connector)).ToDictionary(gap => gap.Connector);
    }

    private static DemandGap? Tencent(ProfileState? state) => state switch
    {
        ProfileState.Confirmed => null,
        ProfileState.Checking => new(Connector.TencentCloud, "Connectors.TencentChecking", Pending: true),
        ProfileState.NotChecked => new(Connector.TencentCloud, "Connectors.TencentNotChecked", Pending: true),
        ProfileState.Refused => new(Connector.TencentCloud, "Connectors.TencentRefused"),
        _ => new(Connector.TencentCloud, "Connectors.TencentMissing"),
    };

    private static DemandGap? Zhongjin(Whitelisting? state) => state switch
    {
        Whitelisting.Whitelisted => null,
        Whitelisting.Waiting => new(Connector.Zhongjin, "Connectors.ZhongjinWaiting", Pending: true),
        Whitelisting.Refused => new(Connector.Zhongjin, "Connectors.ZhongjinRefused"),
        _ => new(Connector.Zhongjin, "Connectors.ZhongjinMissing"),
    };

    private static DemandGap? Jinan(Standing standing) => standing.HasAccount ? null
        : standing.AccountIsTold ? new(Connector.Jinan, "Connectors.JinanWaiting", Pending: true)
        : new(Connector.Jinan, "Connectors.JinanMissing");

    private sealed record Standing(ProfileState? Profile, Whitelisting? Whitelist, bool HasAccount, bool AccountIsTold);
}
