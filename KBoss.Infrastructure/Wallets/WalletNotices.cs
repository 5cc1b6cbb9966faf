using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Wallets;

/// <summary>Tells people what happened to the wallet of a customer, each by the channels of its choice.</summary>
internal static class WalletNotices
{
    /// <summary>An amount (yuan) as notices keep it and pages show it: thousands apart, two decimals, without the sign of the currency.</summary>
    public static string Written(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>Tells each active member of the customer who sees the wallet what became of a recharge, once; the caller saves.</summary>
    public static async Task TellCustomerAsync(
        this Reminders reminders, KBossDbContext db, Wallet wallet, string kind, string rechargeNo, IReadOnlyList<string> args, CancellationToken ct)
    {
        var roles = RolePermissions.Holding(Permissions.WalletView).Where(held => held.Kind == OrganizationKind.Customer).Select(held => held.Role).ToList();
        var members = await db.Members
            .Where(m => m.OrganizationId == wallet.BuyerId && m.Status == MemberStatus.Active && m.Roles.Any(r => roles.Contains(r.Role)))
            .Select(m => m.Id).ToListAsync(ct);
        await reminders.RemindAsync(db, new Reminder(kind, $"{kind}:{rechargeNo}", rechargeNo, args), members, ct);
    }

    /// <summary>Tells each active Admin of the seller what happened now to a customer, by its code; the caller saves.</summary>
    public static async Task TellAdminsAsync(
        this Reminders reminders, KBossDbContext db, Wallet wallet, string kind, string code, IReadOnlyList<string> args, CancellationToken ct)
    {
        var members = await db.Members
            .Where(m => m.OrganizationId == wallet.SellerId && m.Status == MemberStatus.Active && m.Roles.Any(r => r.Role == Role.Admin))
            .Select(m => m.Id).ToListAsync(ct);
        var cause = string.Create(CultureInfo.InvariantCulture, $"{kind}:{wallet.BuyerId}:{db.Now:yyyyMMddHHmmssfff}");
        await reminders.RemindAsync(db, new Reminder(kind, cause, code, args), members, ct);
    }
}
