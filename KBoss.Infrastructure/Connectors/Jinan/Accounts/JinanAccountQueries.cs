using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Accounts;

/// <summary>An account of the pool, and to whom it is bound; times UTC.</summary>
/// <param name="Known">Whether the centre has said yes.</param>
/// <param name="Failure">The centre's code for why it has not.</param>
public sealed record JinanAccountRow(
    long Id, int Version, string Account, bool HasSecret, string Note, DateTime AddedAt, string? CustomerCode, string? CustomerName, DateTime? BoundAt, bool Known,
    string Failure)
{
    public bool IsBound => CustomerCode is not null;
}

/// <summary>That an account belonged to a customer, from when until when, by whom and why; times UTC.</summary>
public sealed record JinanBindingRow(
    long Id, string Account, string? CustomerCode, string? CustomerName, string BoundBy, string BoundReason, DateTime BoundAt, string UnboundBy,
    string UnboundReason, DateTime? UnboundAt, DateTime? KnownAt, string Failure)
{
    /// <summary>The reason for which an account was taken back that the system gives, when its customer was deleted.</summary>
    public const string CustomerDeleted = "CustomerDeleted";
}

/// <summary>The account that is bound to the own organization.</summary>
/// <param name="Refused">Whether the centre has not taken it; why is a matter of the seller.</param>
public sealed record MyJinanAccount(string Account, DateTime BoundAt, bool Known, bool Refused);

/// <summary>
/// Reads the pool of accounts of the supercomputing centre. Whoever does not see all customers sees what is free and what is bound to customers of its own
/// [R-ISO-2].
/// </summary>
public sealed class JinanAccountQueries(KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets)
{
    /// <summary>The pool; filters <c>q</c> over account, note and customer, <c>state</c> (<c>free</c> or <c>bound</c>).</summary>
    public async Task<Page<JinanAccountRow>> ListAsync(PageRequest request, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        await using var db = contexts.Open(me);
        var rows =
            from account in Seen(db, me).AsNoTracking()
            join binding in db.JinanBindings on account.Id equals binding.HeldAccountId into bindings
            from binding in bindings.DefaultIfEmpty()
            select new { Account = account, Binding = binding };
        if (request.Search() is { } pattern)
        {
            rows = rows.Where(r => SearchText.Finds(r.Account.Account, pattern) || SearchText.Finds(r.Account.Note, pattern)
                || db.Customers.Any(c => c.BuyerId == r.Binding.BuyerId && SearchText.Finds(c.Name, pattern)));
        }

        rows = request.Choice("state", "free", "bound") switch
        {
            "free" => rows.Where(r => r.Binding == null),
            "bound" => rows.Where(r => r.Binding != null),
            _ => rows,
        };
        return await rows.OrderBy(r => r.Account.AccountKey).Select(r => new JinanAccountRow(
            r.Account.Id, r.Account.Version, r.Account.Account, r.Account.SecretProtected != "", r.Account.Note, r.Account.AddedAt,
            r.Binding == null ? null : db.Organizations.Where(o => o.Id == r.Binding.BuyerId).Select(o => o.Code).FirstOrDefault(),
            r.Binding == null ? null : db.Customers.Where(c => c.BuyerId == r.Binding.BuyerId).Select(c => c.Name).FirstOrDefault(),
            r.Binding == null ? null : r.Binding.BoundAt, r.Binding != null && r.Binding.KnownAt != null, r.Binding == null ? "" : r.Binding.Failure))
            .ToPageAsync(request, ct);
    }

    /// <summary>To whom an account was bound, newest first; of customers that the actor does not see nothing.</summary>
    public async Task<IReadOnlyList<JinanBindingRow>> HistoryAsync(long accountId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        await using var db = contexts.Open(me);
        await Seen(db, me).DemandAsync("account", accountId, ct);
        // One that was deleted is nobody's customer any more; whoever sees all of them sees what it had.
        var seen = me.Has(Permissions.CustomersViewAll)
            ? db.JinanBindings.Where(b => b.SellerId == me.OrganizationId) : db.JinanBindings.OfCustomersOf(db, me);
        return await Rows(db, seen.Where(b => b.AccountId == accountId)).ToListAsync(ct);
    }

    /// <summary>For the seller: the accounts that one of its customers has and had; one that the actor does not see [R-ISO-2] is <see cref="NotFoundException"/>.</summary>
    public async Task<IReadOnlyList<JinanBindingRow>> OfCustomerAsync(string code, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CustomersView, ct);
        await using var db = contexts.Open(me);
        var customer = await db.FindCustomerAsync(me, code, ct);
        return await Rows(db, db.JinanBindings.Where(b => b.BuyerId == customer.BuyerId)).ToListAsync(ct);
    }

    /// <summary>The account that is bound to the actor's own organization; null where none is.</summary>
    public async Task<MyJinanAccount?> MineAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesView, ct);
        await using var db = contexts.Open(me);
        return await db.JinanBindings.AsNoTracking().Where(b => b.HolderId == me.OrganizationId)
            .Select(b => new MyJinanAccount(b.Account, b.BoundAt, b.KnownAt != null, b.KnownAt == null && b.Failure != "")).FirstOrDefaultAsync(ct);
    }

    /// <summary>The password of an account in clear text, for one showing; who looked and when is written to the audit log before it is shown.</summary>
    public async Task<string> RevealSecretAsync(long accountId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanReveal, ct);
        await using var db = contexts.Open(me);
        var account = await Seen(db, me).AsNoTracking().GetAsync("account", accountId, ct);
        await contexts.AuditAsync(me, "SecretShown", account.AuditSubject, ct: ct);
        return secrets.Unprotect(account.SecretProtected);
    }

    /// <summary>The accounts of the actor's pool that it may see.</summary>
    internal static IQueryable<JinanPoolAccount> Seen(KBossDbContext db, Actor me)
    {
        var pool = db.JinanAccounts.Where(a => a.OrganizationId == me.OrganizationId);
        if (me.Has(Permissions.CustomersViewAll))
        {
            return pool;
        }

        var own = db.CustomersOf(me).Select(c => c.BuyerId);
        return pool.Where(a => !db.JinanBindings.Any(b => b.HeldAccountId == a.Id && !own.Contains(b.BuyerId)));
    }

    private static IQueryable<JinanBindingRow> Rows(KBossDbContext db, IQueryable<JinanBinding> bindings) =>
        bindings.AsNoTracking().OrderByDescending(b => b.Id).Select(b => new JinanBindingRow(
            b.Id, b.Account, db.Organizations.Where(o => o.Id == b.BuyerId).Select(o => o.Code).FirstOrDefault(),
            db.Customers.Where(c => c.BuyerId == b.BuyerId).Select(c => c.Name).FirstOrDefault(), b.BoundBy.Name, b.BoundReason, b.BoundAt, b.UnboundBy.Name,
            b.UnboundReason, b.UnboundAt, b.KnownAt, b.Failure));
}
