using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Connectors.Jinan.Accounts;

/// <summary>What is said about an account when it is added; the password may be empty.</summary>
public sealed record NewJinanAccount(string? Account, string? Secret, string? Note);

/// <summary>That the centre is to be told to whom an account belongs, as the outbox carries it.</summary>
internal sealed record JinanTelling(long AccountId, int Telling)
{
    /// <summary>The kind of outbox message.</summary>
    public const string Kind = "JinanAccount";
}

/// <summary>Keeps the pool of accounts that the supercomputing centre has given, and to which customer each belongs [R-JN-1].</summary>
public sealed class JinanAccountService(
    KBossDbContextFactory contexts, ICurrentActor current, SecretProtector secrets, JinanAccountNames names, JinanTeller teller, Reminders reminders)
{
    /// <summary>The longest password.</summary>
    public const int MaxSecret = 200;

    /// <summary>Adds an account; <c>Connectors.AccountTaken</c> where it stands in a pool already.</summary>
    public async Task AddAsync(NewJinanAccount account, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        var refusals = new Refusals();
        var key = NormalText.Key(refusals.Try(() => JinanPoolAccount.NameOf(account.Account)) ?? "");
        var secret = refusals.Try(() => SecretOf(account.Secret));
        refusals.Try(() => JinanPoolAccount.NoteOf(account.Note));
        refusals.Demand();
        await contexts.InTransactionAsync(me, async db =>
        {
            if ((await names.TakenAsync([key], ct)).Count > 0)
            {
                throw new RuleException("Connectors.AccountTaken", account.Account ?? "") { Field = "account" };
            }

            db.Add(new JinanPoolAccount(me.OrganizationId, account.Account!, secrets.Protect(secret!), account.Note, db.Now));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Changes the note and, where one is given, the password.</summary>
    public async Task ChangeAsync(long accountId, int version, string? note, string? secret, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        var refusals = new Refusals();
        var given = refusals.Try(() => SecretOf(secret))!;
        refusals.Try(() => JinanPoolAccount.NoteOf(note));
        refusals.Demand();
        await contexts.InTransactionAsync(me, async db =>
        {
            var account = await JinanAccountQueries.Seen(db, me).GetAsync("account", accountId, version, ct);
            account.Change(note, given.Length > 0 ? secrets.Protect(given) : null);
            if (given.Length > 0)
            {
                db.Audit(me.OrganizationId, "SecretChanged", account.AuditSubject, "");
            }

            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>
    /// Binds an account to a customer of the actor's, by the code of its organization; the centre is told after the commit. Refused with
    /// <c>Connectors.AccountBound</c> while it belongs to another, and with <c>Connectors.CustomerHasAccount</c> while the customer has one.
    /// </summary>
    public async Task BindAsync(long accountId, string code, string? reason, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        await contexts.WithPartiesAsync(me, db => db.FindCustomerAsync(me, code, ct), async (db, customer) =>
        {
            var account = await db.JinanAccounts.Where(a => a.OrganizationId == me.OrganizationId).GetAsync("account", accountId, ct);
            if (await db.JinanBindings.AnyAsync(b => b.HeldAccountId == account.Id, ct))
            {
                throw new RuleException("Connectors.AccountBound", account.Account) { Field = "customer" };
            }

            if (await db.JinanBindings.Where(b => b.HolderId == customer.BuyerId).Select(b => b.Account).FirstOrDefaultAsync(ct) is { } other)
            {
                throw new RuleException("Connectors.CustomerHasAccount", customer.Name, other) { Field = "customer" };
            }

            db.Add(new JinanBinding(account, customer.Parties, me.By, reason, db.Now));
            teller.Tell(db, account, customer.Parties);
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes an account back, for a reason; <c>Connectors.NotBound</c> where it is to no customer that the actor sees.</summary>
    public Task UnbindAsync(long accountId, string? reason, CancellationToken ct = default) => OnBindingAsync(accountId, async (db, binding, me) =>
    {
        binding.End(me.By, reason, db.Now);
        await reminders.TellCustomerAsync(db, binding.Parties, "JinanUnbound", $"{binding.Id}", [binding.Account], ct);
    }, ct);

    /// <summary>Tells the centre again to whom an account belongs.</summary>
    public Task TellAgainAsync(long accountId, CancellationToken ct = default) => OnBindingAsync(accountId, (_, binding, _) =>
    {
        binding.AskAgain();
        return Task.CompletedTask;
    }, ct);

    /// <summary>As a customer, asks the seller for an account; it is told once a day at most, and <c>Connectors.HasAccount</c> where one is bound.</summary>
    public async Task WantAsync(CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.SupplierProfilesEdit, ct);
        await contexts.WithPartiesAsync(
            me,
            async db => await db.Customers.FirstOrDefaultAsync(c => c.BuyerId == me.OrganizationId, ct) ?? throw new NotFoundException("customer", me.OrganizationId),
            async (db, customer) =>
            {
                db.Touch(customer);
                if (await db.JinanBindings.Where(b => b.HolderId == me.OrganizationId).Select(b => b.Account).FirstOrDefaultAsync(ct) is { } account)
                {
                    throw new RuleException("Connectors.HasAccount", account);
                }

                // The seller is told once a day at most.
                var day = $"{ChinaTime.Day(db.Now):yyyy-MM-dd}";
                await reminders.TellSalesAsync(db, customer.Parties, "JinanWanted", day, [], ct);
                await db.SaveChangesAsync(ct);
            }, ct);
    }

    internal static string SecretOf(string? secret) => Require.Optional(secret, "secret", MaxSecret, free: true);

    private async Task OnBindingAsync(long accountId, Func<KBossDbContext, JinanBinding, Actor, Task> change, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.JinanManage, ct);
        await contexts.WithPartiesAsync(
            me,
            async db => await db.JinanBindings.OfCustomersOf(db, me).FirstOrDefaultAsync(b => b.HeldAccountId == accountId, ct)
                ?? throw await NotBoundAsync(db, me, accountId, ct),
            async (db, binding) =>
            {
                await change(db, binding, me);
                teller.Tell(db, await db.JinanAccounts.GetAsync("account", binding.AccountId, ct), binding.Parties);
                await db.SaveChangesAsync(ct);
            }, ct);
    }

    private static async Task<Exception> NotBoundAsync(KBossDbContext db, Actor me, long accountId, CancellationToken ct) =>
        new RuleException("Connectors.NotBound", (await JinanAccountQueries.Seen(db, me).GetAsync("account", accountId, ct)).Account);
}

/// <summary>Writes into a transaction that the centre is to be told to whom an account belongs now.</summary>
public sealed class JinanTeller(Outbox outbox)
{
    internal void Tell(KBossDbContext db, JinanPoolAccount account, Parties parties)
    {
        var telling = account.Tell();
        outbox.Add(db, account.OrganizationId, JinanTelling.Kind, $"jinan-account-{account.Id}-{telling}", new JinanTelling(account.Id, telling));
        db.StandingChanged(parties.SellerId, parties.BuyerId);
    }
}
