using KBoss.Domain.Common;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Registration;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Gives whoever registers an empty wallet at its seller.</summary>
internal sealed class WalletRegistration : IRegistrationStep
{
    public void Add(KBossDbContext db, NewCustomer customer) => db.Add(new Wallet(new Parties(customer.SellerId, customer.Organization.Id)));
}
