using System.Linq.Expressions;
using System.Reflection;
using KBoss.Domain.Approvals;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Common.Lists;
using KBoss.Domain.Connectors;
using KBoss.Domain.Conversations;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Distribution;
using KBoss.Domain.Files;
using KBoss.Domain.Leads;
using KBoss.Domain.Ledger;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.Settings;
using KBoss.Domain.SignIn;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Common.Data.Connections;
using KBoss.Infrastructure.SignIn.Codes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>
/// The one model of KBoss. It sees the organizations of its <see cref="Scope"/> only, refuses to write outside of it,
/// counts versions and writes the audit log.
/// </summary>
public abstract class KBossDbContext(DbContextOptions options, OrganizationScope scope, By by, TimeProvider time) : DbContext(options)
{
    public const string IsolationFilter = "Isolation";

    private readonly List<object> collected = [];
    private readonly SortedSet<string> rows = new(StringComparer.Ordinal);

    public OrganizationScope Scope { get; } = scope;

    /// <summary>The moment of the use case (UTC): one for all it does, taken when its context was opened.</summary>
    public DateTime Now { get; } = time.GetUtcNow().UtcDateTime;

    /// <summary>Whether it was made by the frame of a use case; any other is for reading.</summary>
    internal bool Writes { get; init; }

    /// <summary>Where its connection comes from and goes back to; null when it is opened for it alone.</summary>
    internal KeptConnections? Connections { get; init; }

    /// <summary>What is to be published once the commit stands.</summary>
    internal IReadOnlyList<object> Collected => collected;

    /// <summary>The first row that was added, or null.</summary>
    internal Entity? FirstAdded { get; private set; }

    /// <summary>Whether its commit was sent: what it wrote stands, unless the commit failed, which is not always known.</summary>
    internal bool CommitSent { get; set; }

    /// <summary>Read by the query filters for every query.</summary>
    private IReadOnlyList<long> ScopeIds => Scope.Ids;

    private long FirstId => Scope.Ids[0];

    private long SecondId => Scope.Ids[1];

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<JobRun> JobRuns => Set<JobRun>();

    public DbSet<VendorCall> VendorCalls => Set<VendorCall>();

    public DbSet<SchedulePause> SchedulePauses => Set<SchedulePause>();

    public DbSet<StoredSettings> StoredSettings => Set<StoredSettings>();

    public DbSet<ListView> ListViews => Set<ListView>();

    public DbSet<ListChoice> ListChoices => Set<ListChoice>();

    public DbSet<Backup> Backups => Set<Backup>();

    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    public DbSet<VerificationCode> VerificationCodes => Set<VerificationCode>();

    public DbSet<RegistrationCode> RegistrationCodes => Set<RegistrationCode>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<MessagePreferences> MessagePreferences => Set<MessagePreferences>();

    public DbSet<ReminderSent> RemindersSent => Set<ReminderSent>();

    public DbSet<TextMessage> TextMessages => Set<TextMessage>();

    public DbSet<MarketingConsent> MarketingConsents => Set<MarketingConsent>();

    public DbSet<MemberMail> MemberMails => Set<MemberMail>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<OrganizationIdentity> OrganizationIdentities => Set<OrganizationIdentity>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Department> Departments => Set<Department>();

    public DbSet<DepartmentMember> DepartmentMembers => Set<DepartmentMember>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<JoinRequest> JoinRequests => Set<JoinRequest>();

    public DbSet<JoinClaim> JoinClaims => Set<JoinClaim>();

    public DbSet<StoredFile> StoredFiles => Set<StoredFile>();

    public DbSet<WorkbookImport> Imports => Set<WorkbookImport>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<PostingRule> PostingRules => Set<PostingRule>();

    public DbSet<JournalEntry> JournalEntries => Set<JournalEntry>();

    public DbSet<JournalLine> JournalLines => Set<JournalLine>();

    public DbSet<BookProof> BookProofs => Set<BookProof>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<CustomerAssignment> CustomerAssignments => Set<CustomerAssignment>();

    public DbSet<CustomerRecord> CustomerRecords => Set<CustomerRecord>();

    public DbSet<CustomerNote> CustomerNotes => Set<CustomerNote>();

    public DbSet<FollowUp> FollowUps => Set<FollowUp>();

    public DbSet<InviteCode> InviteCodes => Set<InviteCode>();

    public DbSet<InviteUse> InviteUses => Set<InviteUse>();

    public DbSet<Promotion> Promotions => Set<Promotion>();

    public DbSet<PromotionProduct> PromotionProducts => Set<PromotionProduct>();

    public DbSet<PromotionMember> PromotionMembers => Set<PromotionMember>();

    public DbSet<Supplier> Suppliers => Set<Supplier>();

    public DbSet<SupplyAgreement> SupplyAgreements => Set<SupplyAgreement>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Sku> Skus => Set<Sku>();

    public DbSet<ProductWord> ProductWords => Set<ProductWord>();

    public DbSet<SupplyPrice> SupplyPrices => Set<SupplyPrice>();

    public DbSet<Place> Places => Set<Place>();

    public DbSet<DeviceKind> DeviceKinds => Set<DeviceKind>();

    public DbSet<DeviceAttribute> DeviceAttributes => Set<DeviceAttribute>();

    public DbSet<Device> Devices => Set<Device>();

    public DbSet<DeviceValue> DeviceValues => Set<DeviceValue>();

    public DbSet<DeviceEvent> DeviceEvents => Set<DeviceEvent>();

    public DbSet<DeviceUse> DeviceUses => Set<DeviceUse>();

    public DbSet<DevicePhoto> DevicePhotos => Set<DevicePhoto>();

    public DbSet<DeviceProduct> DeviceProducts => Set<DeviceProduct>();

    public DbSet<DeviceProductValue> DeviceProductValues => Set<DeviceProductValue>();

    public DbSet<Stocktake> Stocktakes => Set<Stocktake>();

    public DbSet<StocktakeLine> StocktakeLines => Set<StocktakeLine>();

    public DbSet<Offer> Offers => Set<Offer>();

    public DbSet<LossConsent> LossConsents => Set<LossConsent>();

    public DbSet<CustomerTerms> CustomerTerms => Set<CustomerTerms>();

    public DbSet<Wallet> Wallets => Set<Wallet>();

    public DbSet<CashRecord> CashRecords => Set<CashRecord>();

    public DbSet<Recharge> Recharges => Set<Recharge>();

    public DbSet<OfflineRecharge> OfflineRecharges => Set<OfflineRecharge>();

    public DbSet<CartLine> CartLines => Set<CartLine>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderNote> OrderNotes => Set<OrderNote>();

    public DbSet<OrderLine> OrderLines => Set<OrderLine>();

    public DbSet<SupplyLine> SupplyLines => Set<SupplyLine>();

    public DbSet<PurchaseLine> PurchaseLines => Set<PurchaseLine>();

    public DbSet<FulfilmentTask> FulfilmentTasks => Set<FulfilmentTask>();

    public DbSet<TaskEvent> TaskEvents => Set<TaskEvent>();

    public DbSet<LatePiece> LatePieces => Set<LatePiece>();

    public DbSet<LineDelivery> LineDeliveries => Set<LineDelivery>();

    public DbSet<UndeliveredPart> UndeliveredParts => Set<UndeliveredPart>();

    public DbSet<Checklist> Checklists => Set<Checklist>();

    public DbSet<TaskCheck> TaskChecks => Set<TaskCheck>();

    public DbSet<Resource> Resources => Set<Resource>();

    public DbSet<ResourceLabel> ResourceLabels => Set<ResourceLabel>();

    public DbSet<Renewal> Renewals => Set<Renewal>();

    public DbSet<AutoRenewal> AutoRenewals => Set<AutoRenewal>();

    public DbSet<ResourceTask> ResourceTasks => Set<ResourceTask>();

    public DbSet<DeliveryPlan> DeliveryPlans => Set<DeliveryPlan>();

    public DbSet<SupplierRenewal> SupplierRenewals => Set<SupplierRenewal>();

    public DbSet<TencentProfile> TencentProfiles => Set<TencentProfile>();

    public DbSet<ZhongjinAccess> ZhongjinAccesses => Set<ZhongjinAccess>();

    public DbSet<JinanPoolAccount> JinanAccounts => Set<JinanPoolAccount>();

    public DbSet<JinanBinding> JinanBindings => Set<JinanBinding>();

    public DbSet<JinanBillLine> JinanBills => Set<JinanBillLine>();

    public DbSet<BillDifference> BillDifferences => Set<BillDifference>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<TicketDesk> TicketDesks => Set<TicketDesk>();

    public DbSet<TicketNote> TicketNotes => Set<TicketNote>();

    public DbSet<TicketCategory> TicketCategories => Set<TicketCategory>();

    public DbSet<QuickReply> QuickReplies => Set<QuickReply>();

    public DbSet<TicketMessage> TicketMessages => Set<TicketMessage>();

    public DbSet<TicketFile> TicketFiles => Set<TicketFile>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<ConversationMessage> ConversationMessages => Set<ConversationMessage>();

    public DbSet<ConversationFile> ConversationFiles => Set<ConversationFile>();

    public DbSet<ConversationReading> ConversationReadings => Set<ConversationReading>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<Lead> Leads => Set<Lead>();

    public DbSet<LeadEvent> LeadEvents => Set<LeadEvent>();

    public DbSet<CampaignRecipient> CampaignRecipients => Set<CampaignRecipient>();

    public DbSet<DingTalkInstance> DingTalkInstances => Set<DingTalkInstance>();

    public DbSet<DingTalkEvent> DingTalkEvents => Set<DingTalkEvent>();

    public DbSet<ApprovalPolicy> ApprovalPolicies => Set<ApprovalPolicy>();

    public DbSet<ApprovalLevel> ApprovalLevels => Set<ApprovalLevel>();

    public DbSet<ApprovalApprover> ApprovalApprovers => Set<ApprovalApprover>();

    public DbSet<ApproverAbsence> ApproverAbsences => Set<ApproverAbsence>();

    public DbSet<ApprovalRequest> ApprovalRequests => Set<ApprovalRequest>();

    public DbSet<ApprovalStep> ApprovalSteps => Set<ApprovalStep>();

    public DbSet<ApprovalEvent> ApprovalEvents => Set<ApprovalEvent>();

    /// <summary>Writes a line of the audit log for something that changes no row, such as a look at a secret.</summary>
    public void Audit(long organizationId, string action, string subject, string after = "") =>
        AuditEntries.Add(new AuditEntry(organizationId, by, action, subject, "", after, Now));

    /// <summary>Says what <see cref="Changes"/> is to publish once the commit stands; it is forgotten when the use case fails or runs again.</summary>
    public void AfterCommit<T>(T change)
        where T : notnull => collected.Add(change);

    /// <summary>Remembers that rows of a kind change; once the commit stands, whoever shows some is told.</summary>
    internal void Changing(string kind, long organizationId) => rows.Add(RowsChanged.Entry(kind, organizationId));

    /// <summary>Says which rows have changed, after all that the use case has done.</summary>
    internal void TellRows()
    {
        if (rows.Count > 0)
        {
            AfterCommit(new RowsChanged([.. rows]));
        }
    }

    /// <summary>
    /// Changes nothing of a row but its version, so that two who decide by it meet there: the second finds it changed, runs again and sees what the
    /// first one did.
    /// </summary>
    public void Touch(Entity entity) => Entry(entity).Property(nameof(Entity.Version)).IsModified = true;

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        using var once = Prepare();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        using var once = Prepare();
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private IDisposable Prepare()
    {
        if (!Writes)
        {
            throw new InvalidOperationException("A context that was opened for reading saves nothing; a use case writes in InTransactionAsync.");
        }

        var once = SaveGuard.DetectOnce(ChangeTracker);
        var added = SaveGuard.Prepare(this, by, Now);
        FirstAdded ??= added;
        return once;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTime>().HaveConversion<UtcConverter>();
        configuration.Properties<decimal>().HavePrecision(18, 2);
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(30);
        configuration.Properties<string>().HaveMaxLength(200);
        configuration.ComplexProperties<By>();
        configuration.ComplexProperties<Terms>();
        configuration.ComplexProperties<SoldItem>();
        configuration.ComplexProperties<SeenOffer>();
        // Deleting is a decision of the domain, never a side effect of a foreign key.
        configuration.Conventions.Remove<CascadeDeleteConvention>();
        configuration.Conventions.Remove<SqlServerOnDeleteConvention>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(KBossDbContext).Assembly);
        foreach (var entity in model.Model.GetEntityTypes().Where(e => e.BaseType is null).ToList())
        {
            var builder = model.Entity(entity.ClrType);
            if (typeof(Entity).IsAssignableFrom(entity.ClrType))
            {
                builder.Property(nameof(Entity.Version)).IsConcurrencyToken();
            }

            if (typeof(IOrganizationOwned).IsAssignableFrom(entity.ClrType))
            {
                builder.Property(nameof(IOrganizationOwned.OrganizationId)).IsConcurrencyToken();
                Filter(nameof(FilterOwned), entity.ClrType, model);
            }
            else if (typeof(ISharedByParties).IsAssignableFrom(entity.ClrType))
            {
                builder.Property(nameof(ISharedByParties.SellerId)).IsConcurrencyToken();
                builder.Property(nameof(ISharedByParties.BuyerId)).IsConcurrencyToken();
                Filter(nameof(FilterShared), entity.ClrType, model);
            }
        }

        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.PropertyInfo?.IsDefined(typeof(ComparedAttribute)) == true))
        {
            property.SetCollation(Database.IsSqlServer() ? SqlServerDemands.Bytes : null);
        }

        SearchText.Declare(model, Database.IsSqlite());
        AppendOnlyTriggers.Declare(model, Database.IsSqlServer());
        // Facts of the catalogue are seen by their owner and by whoever has an offer for them; the offers are those of the scope by their own filter.
        FilterBy<Sku>(
            model,
            s => s.OrganizationId == FirstId || Offers.Any(o => o.SkuId == s.Id),
            s => s.OrganizationId == FirstId || s.OrganizationId == SecondId || Offers.Any(o => o.SkuId == s.Id),
            s => ScopeIds.Contains(s.OrganizationId) || Offers.Any(o => o.SkuId == s.Id));
        FilterBy<Product>(
            model,
            p => p.OrganizationId == FirstId || Skus.Any(s => s.ProductId == p.Id),
            p => p.OrganizationId == FirstId || p.OrganizationId == SecondId || Skus.Any(s => s.ProductId == p.Id),
            p => ScopeIds.Contains(p.OrganizationId) || Skus.Any(s => s.ProductId == p.Id));
        FilterBy<Organization>(
            model,
            o => o.Id == FirstId || o.SellerId == FirstId,
            o => o.Id == FirstId || o.Id == SecondId || o.SellerId == FirstId || o.SellerId == SecondId,
            o => ScopeIds.Contains(o.Id) || (o.SellerId != null && ScopeIds.Contains(o.SellerId.Value)));
    }

    private void FilterOwned<T>(ModelBuilder model)
        where T : class, IOrganizationOwned => FilterBy<T>(
            model,
            e => e.OrganizationId == FirstId,
            e => e.OrganizationId == FirstId || e.OrganizationId == SecondId,
            e => ScopeIds.Contains(e.OrganizationId));

    private void FilterShared<T>(ModelBuilder model)
        where T : class, ISharedByParties => FilterBy<T>(
            model,
            e => e.SellerId == FirstId || e.BuyerId == FirstId,
            e => e.SellerId == FirstId || e.SellerId == SecondId || e.BuyerId == FirstId || e.BuyerId == SecondId,
            e => ScopeIds.Contains(e.SellerId) || ScopeIds.Contains(e.BuyerId));

    private void FilterBy<T>(ModelBuilder model, Expression<Func<T, bool>> one, Expression<Func<T, bool>> two, Expression<Func<T, bool>> some)
        where T : class
    {
        if (Scope.Form != ScopeForm.Everything)
        {
            model.Entity<T>().HasQueryFilter(IsolationFilter, Scope.Form switch
            {
                ScopeForm.One => one,
                ScopeForm.Two => two,
                _ => some,
            });
        }
    }

    private void Filter(string method, Type entity, ModelBuilder model) => typeof(KBossDbContext)
        .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!
        .MakeGenericMethod(entity)
        .Invoke(this, [model]);
}

/// <summary>The model on SQLite.</summary>
public sealed class SqliteKBossDbContext(DbContextOptions<SqliteKBossDbContext> options, OrganizationScope scope, By by, TimeProvider time)
    : KBossDbContext(options, scope, by, time);

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerKBossDbContext(DbContextOptions<SqlServerKBossDbContext> options, OrganizationScope scope, By by, TimeProvider time)
    : KBossDbContext(options, scope, by, time);
