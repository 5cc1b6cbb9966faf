using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Wallets;

/// <summary>What recharged money is meant for, told by the module to the right that knows: paying an order.</summary>
public interface IRechargePurpose
{
    /// <summary>
    /// The organizations that the purpose will write for, as far as the context sees them; asked when the recharge begins and before the transaction is opened.
    /// A purpose that is not the buyer's is <see cref="NotFoundException"/>.
    /// </summary>
    Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, Recharge recharge, CancellationToken ct);

    /// <summary>Does what the money is meant for, in the transaction that has credited the wallet; says whether it could.</summary>
    Task<bool> FulfilAsync(KBossDbContext db, Recharge recharge, Wallet wallet, DateTime now, CancellationToken ct);
}
