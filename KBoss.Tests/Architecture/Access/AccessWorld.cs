using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Two distributors and a customer of each. The first has rows of every kind; whatever text stands in them and nowhere in the others' rows
/// is a trace by which a test knows that something of the first was given away.
/// </summary>
public sealed class AccessWorld : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Written = new()
    {
        IncludeFields = true,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FileContent() },
    };

    /// <summary>So many rows of each kind that a list which asks once for each row is found out.</summary>
    private static readonly int[] Several = [1, 2, 3];

    private const string OwnAccount = "1999-FIRST";

    private readonly Dictionary<Type, long> ids = [];
    private Offer soldOn = null!;

    public TestKBoss Boss { get; private set; } = null!;

    /// <summary>Of the first distributor, with every role.</summary>
    public Actor Staff { get; private set; } = null!;

    /// <summary>Of the first distributor, without any role.</summary>
    public Actor Newcomer { get; private set; } = null!;

    /// <summary>A salesperson of the first distributor to whom no customer is assigned.</summary>
    public Actor OtherSales { get; private set; } = null!;

    /// <summary>Of the first distributor and of its customer: for each role a member that has no other, and one without any.</summary>
    public IReadOnlyList<Actor> Members { get; private set; } = [];

    /// <summary>Of the first distributor's customer, with every role.</summary>
    public Actor Buyer { get; private set; } = null!;

    /// <summary>Of a distributor below the first, with every role.</summary>
    public Actor Foreigner { get; private set; } = null!;

    /// <summary>Of that distributor's customer, with every role.</summary>
    public Actor ForeignBuyer { get; private set; } = null!;

    /// <summary>The text in the first organizations' rows that nobody else's rows hold.</summary>
    public IReadOnlyList<string> Traces { get; private set; } = [];

    /// <summary>The traces that belong to the first distributor's customer [R-ISO-2].</summary>
    public IReadOnlyList<string> CustomerTraces { get; private set; } = [];

    /// <summary>The traces that stand in the shop, for every visitor and for everybody who sells the same.</summary>
    public IReadOnlyList<string> Sold { get; private set; } = [];

    /// <summary>The business keys of the first organizations' rows, by the name of what they name.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>The ids of uploads of the first organizations, by the beginning of the route of their kind.</summary>
    public Dictionary<string, long> Imports { get; } = [];

    /// <summary>Somebody whom staff have not looked at yet.</summary>
    public long WaitingClaim { get; private set; }

    /// <summary>The id of a row of the first organizations.</summary>
    public long IdOf<T>() => ids[typeof(T)];

    public async ValueTask InitializeAsync()
    {
        Boss = await TestKBoss.StartAsync();
        var root = await Boss.Given.RootAsync();
        Staff = await Boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        Newcomer = await Boss.Given.MemberAsync(root);
        OtherSales = await Boss.Given.MemberAsync(root, Role.Sales);
        await FillAsync(root);

        var other = await Boss.Given.DistributorAsync(root);
        // It may sell one thing of the first, whose facts it sees for that.
        await Boss.Given.DownstreamOfferAsync(other, soldOn, costPrice: 80m, price: 95m);
        Foreigner = await Boss.Given.MemberAsync(other, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        ForeignBuyer = await Boss.Given.MemberAsync(await Boss.Given.CustomerAsync(other), Role.Admin, Role.Buyer);

        var others = await TextsAsync(Foreigner.OrganizationId, ForeignBuyer.OrganizationId);
        var own = await TextsAsync(Staff.OrganizationId, Buyer.OrganizationId);
        string[] kinds = [Boss.Get<ImportKind<ProductRow>>().Name, Boss.Get<ImportKind<MemberSheetRow>>().Name];
        // The name and the code of a seller are known to its customers.
        Traces = [.. own.Where(IsTrace)];
        var sold = await SoldAsync();
        Sold = [.. Traces.Where(text => sold.Any(name => name.Contains(text, StringComparison.Ordinal)))];
        CustomerTraces = [.. (await TextsAsync(Buyer.OrganizationId)).Where(IsTrace).Except(Sold), Keys["note"]];

        // Types of files, kinds of imports and addresses of pages are words of the application.
        bool IsTrace(string text) => text.Length >= 4 && text != root.Name && !kinds.Contains(text) && !new[] { "application/", "image/", "/" }.Any(text.StartsWith)
            && !others.Any(other => other.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>What of the traces stands in a value that somebody got.</summary>
    public static IReadOnlyList<string> Found(object? value, IReadOnlyList<string> traces)
    {
        var text = value as string ?? JsonSerializer.Serialize(value, Written);
        return [.. traces.Where(trace => text.Contains(trace, StringComparison.Ordinal))];
    }

    /// <summary>The text of a file; of a workbook that of all its parts.</summary>
    public static string TextOf(byte[] file)
    {
        if (!file.AsSpan().StartsWith("PK"u8))
        {
            return Encoding.UTF8.GetString(file);
        }

        using var archive = new ZipArchive(new MemoryStream(file));
        var text = new StringBuilder();
        foreach (var part in archive.Entries)
        {
            using var reader = new StreamReader(part.Open());
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    /// <summary>Every row of the first organizations, as it is stored.</summary>
    public async Task<string> SnapshotAsync()
    {
        var rows = new List<string>();
        foreach (var (entity, values) in await RowsAsync(Staff.OrganizationId, Buyer.OrganizationId))
        {
            rows.Add($"{entity.Name} {JsonSerializer.Serialize(values, Written)}");
        }

        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();

    private async Task FillAsync(Organization root)
    {
        var registered = await Boss.RegisterAsync(People.Company with { UserName = "first.contact" });
        Buyer = new Actor(registered.MemberId, registered.OrganizationId, OrganizationKind.Customer, "联系人", new HashSet<Role> { Role.Admin, Role.Buyer });
        await Boss.VerifyAsync(registered.OrganizationId);
        foreach (var (userName, phone) in new[] { ("asks.to.join", "13911110077"), ("waits.for.staff", "13911110079"), ("waits.as.well", "13911110080") })
        {
            await Boss.RegisterAsync(People.Company with { UserName = userName, Phone = phone, Contact = "第一机构的申请人", Name = "第一机构的申请名称" });
        }

        await Boss.PassOnAsync("13911110077");
        Organization customer;
        await using (var db = Boss.Db())
        {
            customer = await db.Organizations.SingleAsync(o => o.Id == Buyer.OrganizationId);
        }

        Members = [Newcomer, .. await MembersAsync(root), await Boss.Given.MemberAsync(customer), .. await MembersAsync(customer)];
        var supplier = await Boss.Given.SupplierAsync(root);
        var (offers, served) = (new List<Offer>(), new List<Organization>());
        foreach (var number in Several)
        {
            await Boss.Given.SupplierAsync(root);
            await Boss.Given.CustomerAsync(root);
            served.Add(await Boss.Given.CustomerAsync(root));
            offers.Add(await Boss.Given.OfferAsync(root, supplier, 100m, discount: 0.8m));
            await Boss.Given.OwnTermsAsync(offers[^1], customer, discount: 0.7m);
            await Boss.Given.MoneyAsync(customer, 500m);
            await BookAsync(root, $"第一机构的凭证{number}");
        }

        await Boss.Given.OfferAsync(root, await Boss.Given.SupplierAsync(root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        soldOn = await Boss.Given.OfferAsync(root, await Boss.Given.SupplierAsync(root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        foreach (var _ in Several)
        {
            // Sold below its cost.
            await Boss.Given.OfferAsync(root, supplier, 100m, discount: 0.6m);
        }

        await BuyAsync(customer, [.. offers, .. offers]);
        await SellAsync(customer, served);
        await OrganizeAsync();
        await CatalogueAsync(supplier, offers[0]);
        await using (var db = Boss.Db())
        {
            db.Add(new Recharge(new Parties(root.Id, customer.Id), Buyer.By, "RCFIRST0001", 88m, RechargeChannel.Alipay, null, Boss.Now));
            db.Add(new Session(await db.Members.SingleAsync(m => m.Id == Newcomer.MemberId), "the-hash-of-a-key", "203.0.113.78", "第一机构的设备", Boss.Now));
            db.AddRange(served.Select(o => new OrganizationIdentity(
                new Parties(root.Id, o.Id), IdentityKind.Company, $"the-hash-of-{o.Code}", Boss.Get<SecretProtector>().Protect("the number"), "", Boss.Now)));
            db.Add(new Notice(root.Id, Staff.MemberId, "CustomersAssigned", "", ["第一机构的通知"], Boss.Now));
            await db.SaveChangesAsync();
        }

        await ListMembersAsync("/admin/members", Staff);
        await ListMembersAsync("/team", Buyer);
        await DeliverAsync();
        await AskAsync();
        await RememberAsync(customer);
    }

    /// <summary>One member for each role.</summary>
    private async Task<List<Actor>> MembersAsync(Organization organization)
    {
        var members = new List<Actor>();
        foreach (var role in RolePermissions.RolesOf(organization.Kind))
        {
            members.Add(await Boss.Given.MemberAsync(organization, role));
        }

        return members;
    }

    private async Task BookAsync(Organization root, string reference)
    {
        await using var db = Boss.Db();
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.OrganizationId == root.Id && a.Code == OwnAccount)
            ?? new Account(root.Id, OwnAccount, "第一机构的科目", "Account of the first", AccountKind.Asset);
        db.Add(new JournalEntry(root.Id, LedgerEvents.Recharge, reference, Boss.Now, [new(account, Side.Debit, 1m), new(account, Side.Credit, 1m)]));
        await db.SaveChangesAsync();
    }

    private async Task BuyAsync(Organization customer, params Offer[] offers)
    {
        var paid = await Boss.Given.OrderAsync(customer, Buyer, [.. offers.Select(o => (o, 70m, 1))]);
        await Boss.Given.OrderAsync(customer, Buyer, (offers[0], 70m, 1));
        Boss.SignIn(Buyer);
        await Boss.Get<PaymentService>().PayFromWalletAsync(paid.OrderNo);
        await Boss.Get<CartService>().AddAsync(offers[0].Id, 1, 1);
        Keys["order"] = await Boss.Get<OrderService>().PlaceAsync(
            new PlaceOrder("confirmation-of-the-first-order", [new OrderWish(offers[0].Id, 1, 1, 70m)], FromCart: false));
    }

    private async Task SellAsync(Organization customer, IEnumerable<Organization> more)
    {
        Boss.SignIn(Staff);
        var (services, assignments) = (Boss.Get<CustomerService>(), Boss.Get<AssignmentService>());
        string[] codes = [customer.Code, .. more.Select(o => o.Code)];
        var colleague = Members.First(m => m.Roles.Contains(Role.Sales));
        await assignments.AssignAsync(codes, Staff.MemberId);
        await assignments.TransferAsync(codes, Staff.MemberId, colleague.MemberId, "第一机构的移交原因");
        await assignments.TransferAsync(codes, colleague.MemberId, Staff.MemberId, "第一机构的交还原因");
        Keys["note"] = "只有本机构能看到的备注";
        foreach (var number in Several)
        {
            await services.AddNoteAsync(customer.Code, Keys["note"]);
            await services.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Visit, "回访目的说明", "回访内容的记录", Boss.Now.AddDays(number)));
            Keys["invite"] = await Boss.Get<InviteService>().CreateAsync(new InviteTerms(Boss.Now, Boss.Now.AddDays(9), null, "邀请码的备注说明"));
        }

        Boss.SignIn(colleague);
        await Boss.Get<InviteService>().CreateAsync(new InviteTerms(Boss.Now, Boss.Now.AddDays(9), null, "邀请码的备注说明"));
    }

    private async Task OrganizeAsync()
    {
        Boss.SignIn(Staff);
        var department = await Boss.Get<DepartmentService>().AddAsync(null, "第一机构的部门");
        await Boss.Get<DepartmentService>().AddMembersAsync(department, [.. Members.Where(m => m.Kind == OrganizationKind.Distributor).Select(m => m.MemberId)]);
        await using var db = Boss.Db();
        db.Add(new Member(Staff.OrganizationId, "first.candidate", "13911110078", "第一机构的候选人", Boss.Now));
        await db.SaveChangesAsync();
    }

    private async Task CatalogueAsync(Supplier supplier, Offer offer)
    {
        Boss.SignIn(Staff);
        var product = offer.Sku.Product;
        await Boss.Get<CatalogService>().ChangeProductAsync(product.Id, product.Version, new ProductFacts(product.Name, "第一机构的产品类型", product.Region));
        await Boss.Get<CatalogService>().ShowImageAsync(product.Id, "picture.png", Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="));
        foreach (var number in Several)
        {
            Imports["/operations"] = await Boss.Get<ImportService<ProductRow>>().UploadAsync(
                supplier.Id, "第一机构的价目表.xlsx",
                Workbooks.Of(Several.Select(row => Workbooks.Row($"FOREIGN-{number}-{row}", $"第一机构要导入的产品 {row}"))).ToArray());
        }

        await Boss.Get<ImportService<ProductRow>>().PreviewAsync(Imports["/operations"]);
    }

    private async Task ListMembersAsync(string route, Actor admin)
    {
        Boss.SignIn(admin);
        foreach (var number in Several)
        {
            Imports[route] = await Boss.Get<ImportService<MemberSheetRow>>().UploadAsync(
                0, "第一机构的名册.xlsx", WorkbookWriter.Export(
                    MemberWorkbook.Schema(admin.Kind), Several.Select(row => new MemberSheetRow { UserName = $"listed.{number}.{row}", Name = "第一机构要导入的成员" })));
        }

        await Boss.Get<ImportService<MemberSheetRow>>().PreviewAsync(Imports[route]);
    }

    private async Task DeliverAsync()
    {
        Boss.SignIn(Staff);
        List<string> tasks;
        await using (var db = Boss.Db())
        {
            tasks = await db.FulfilmentTasks.OrderBy(t => t.Id).Select(t => t.TaskNo).Take(Several.Length).ToListAsync();
        }

        foreach (var task in tasks)
        {
            await Boss.Get<FulfilmentService>().CompleteAsync(
                task, new CompleteTask("203.0.113.77:22", "first-root", "first-secret", "https://console.example.com/first", "第一机构的交付说明"));
        }
    }

    private async Task AskAsync()
    {
        var tickets = Boss.Get<TicketService>();
        foreach (var number in Several)
        {
            Boss.SignIn(Buyer);
            Keys["ticket"] = await tickets.OpenAsync(new OpenTicket("第一机构的工单标题", "第一机构提出的问题", Keys["order"], [new Upload($"第一机构的附件{number}.pdf", People.Pdf)]));
            Boss.SignIn(Staff);
            await tickets.SayAsync(Keys["ticket"], "第一机构得到的回复");
        }

        Boss.SignIn(Buyer);
        await tickets.CloseAsync(await tickets.OpenAsync(new OpenTicket("第一机构关闭的工单", "第一机构提出的问题")));
    }

    private async Task RememberAsync(Organization customer)
    {
        await using var db = Boss.Db();
        foreach (var (entity, values) in await RowsAsync(Staff.OrganizationId, Buyer.OrganizationId))
        {
            ids.TryAdd(entity, (long)values["Id"]!);
        }

        ids[typeof(Member)] = Newcomer.MemberId;
        ids[typeof(Organization)] = customer.Id;
        Keys["customer"] = customer.Code;
        Keys["recharge"] = "RCFIRST0001";
        Keys["task"] = await db.FulfilmentTasks.Where(t => t.Status != FulfilmentStatus.Done).Select(t => t.TaskNo).FirstAsync();
        Keys["resource"] = await db.Resources.Select(r => r.ResourceNo).FirstAsync();
        Keys["sku"] = await db.Skus.Select(s => s.Code).FirstAsync();
        Keys["file"] = await db.OrganizationIdentities.Where(i => i.BuyerId == customer.Id).Select(i => i.DocumentFileKey).FirstAsync();
        WaitingClaim = await db.JoinClaims.Where(c => c.Status == JoinClaimStatus.Waiting).MinAsync(c => c.Id);
        Keys["account"] = OwnAccount;
        Keys["image"] = await db.Products.Where(p => p.ImageKey != "").Select(p => p.ImageKey).FirstAsync();
    }

    private async Task<HashSet<string>> TextsAsync(params long[] organizations) =>
        [.. (await RowsAsync(organizations)).SelectMany(row => row.Values.Values).OfType<string>()];

    /// <summary>The words for what is sold, which every salesperson may see, and every visitor of the shop.</summary>
    private async Task<HashSet<string>> SoldAsync()
    {
        await using var db = Boss.Db();
        var products = await db.Products.Select(p => new { p.Name, p.Type, p.ImageKey }).ToListAsync();
        var skus = await db.Skus.Select(s => new { s.Code, s.Options }).ToListAsync();
        return
        [
            .. products.SelectMany(p => new[] { p.Name, p.Type, p.ImageKey }), .. skus.SelectMany(s => new[] { s.Code, s.Options }),
            .. await db.Suppliers.Select(s => s.Name).ToListAsync(),
        ];
    }

    private async Task<List<(Type Entity, Dictionary<string, object?> Values)>> RowsAsync(params long[] organizations)
    {
        await using var db = Boss.Db(organizations);
        var rows = new List<(Type, Dictionary<string, object?>)>();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => e.ClrType != typeof(Organization) && typeof(Entity).IsAssignableFrom(e.ClrType)))
        {
            var set = (IQueryable<object>)db.GetType().GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!.MakeGenericMethod(entity.ClrType).Invoke(db, null)!;
            foreach (var row in await set.AsNoTracking().ToListAsync())
            {
                rows.Add((entity.ClrType, entity.GetProperties().ToDictionary(p => p.Name, p => db.Entry(row).Property(p.Name).CurrentValue)));
            }
        }

        return rows;
    }

    /// <summary>Files as the text in them, so that a trace inside a workbook is found.</summary>
    private sealed class FileContent : JsonConverter<byte[]>
    {
        public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(TextOf(value));
    }
}
