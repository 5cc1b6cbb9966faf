using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Domain.Delivery;
using KBoss.Domain.Delivery.Resources;
using KBoss.Domain.Distribution;
using KBoss.Domain.Leads;
using KBoss.Domain.Ledger;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Domain.Settings;
using KBoss.Domain.SignIn;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Infrastructure.Stock.Stocktaking;
using KBoss.Infrastructure.Tickets;
using KBoss.Infrastructure.Wallets.Offline;
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

    /// <summary>What stands on the slip of an offline recharge of the first organization.</summary>
    public const string SlipNumber = "第一机构的回单号";

    private const string OwnAccount = "1999-FIRST";

    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

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

    /// <summary>The id of a product that the first distributor makes of its devices.</summary>
    public long DeviceProduct { get; private set; }

    /// <summary>The id of an order line that a device is held for.</summary>
    public long DeviceLine { get; private set; }

    /// <summary>Somebody whom staff have not looked at yet.</summary>
    public long WaitingClaim { get; private set; }

    /// <summary>The distributor below the first that <see cref="Keys"/> names.</summary>
    public long DistributorId { get; private set; }

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
        string[] kinds =
        [
            Boss.Get<ImportKind<ProductRow>>().Name, Boss.Get<ImportKind<MemberSheetRow>>().Name, Boss.Get<ImportKind<PublicTermsRow>>().Name,
            Boss.Get<ImportKind<CustomerTermsSheetRow>>().Name, Boss.Get<ImportKind<PromotionTermsSheetRow>>().Name,
            Boss.Get<ImportKind<DistributorTermsSheetRow>>().Name, Boss.Get<ImportKind<DeviceSheetRow>>().Name,
            Boss.Get<ImportKind<JinanAccountSheetRow>>().Name,
            // The history of a device says from which state to which.
            .. Enum.GetNames<DeviceState>(),
        ];
        // The name and the code of a seller are known to its customers.
        Traces = [.. own.Where(IsTrace), Keys["distributor"]];
        var sold = await SoldAsync();
        Sold = [.. Traces.Where(text => sold.Any(name => name.Contains(text, StringComparison.Ordinal)))];
        CustomerTraces = [.. (await TextsAsync(Buyer.OrganizationId)).Where(IsTrace).Except(Sold), Keys["note"]];

        // Types of files, kinds of imports, templates of messages, default categories and addresses of pages are words of the application.
        bool IsTrace(string text) => text.Length >= 4 && text != root.Name && !kinds.Contains(text) && !Enum.GetNames<SmsTemplate>().Contains(text)
            && TicketCategory.Defaults.All(category => category.Name != text)
            && !new[] { "application/", "image/", "/" }.Any(text.StartsWith)
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
            Keys["distributor"] = (await Boss.Given.DistributorAsync(root)).Code;
            await Boss.Given.CustomerAsync(root);
            served.Add(await Boss.Given.CustomerAsync(root));
            offers.Add(await Boss.Given.OfferAsync(root, supplier, 100m, discount: 0.8m));
            await Boss.Given.OwnTermsAsync(offers[^1], customer, discount: 0.7m);
            await Boss.Given.MoneyAsync(customer, 500m);
            await BookAsync(root, $"第一机构的凭证{number}");
            Keys["entry"] = $"第一机构的凭证{number}";
        }

        await Boss.Given.OfferAsync(root, await Boss.Given.SupplierAsync(root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        soldOn = await Boss.Given.OfferAsync(root, await Boss.Given.SupplierAsync(root, SalesMode.FloorPrice), 100m, price: 90m, floorPrice: 50m);
        foreach (var _ in Several)
        {
            // Sold below its cost.
            await Boss.Given.OfferAsync(root, supplier, 100m, discount: 0.6m);
        }

        await ReceiveAsync(customer);
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
            await PlanAsync(db, supplier, offers);
            foreach (var number in Several)
            {
                var text = new TextMessage(new Parties(root.Id, customer.Id), $"first-text-{number}", "13900000077", nameof(SmsTemplate.LowBalance), Boss.Now);
                text.Begin(1, Boss.Now);
                text.End(TextMessageState.Accepted, SmsVendor.AlibabaCloud, $"first-biz-{number}", "OK", "OK");
                text.Report(SmsVendor.AlibabaCloud, delivered: false, "", $"FIRST-CODE-{number}", "第一机构的短信", null, Boss.Now);
                db.Add(text);
            }

            foreach (var member in new[] { Staff, Buyer })
            {
                var mail = new MemberMail(member.OrganizationId, member.MemberId);
                mail.Ask($"first-{member.MemberId}@example.cn", "the-hash-of-a-code", Boss.Now);
                mail.Prove("the-hash-of-a-code", Boss.Now);
                db.Add(mail);
            }

            db.Add(new Notice(root.Id, Staff.MemberId, "CustomersAssigned", "", ["第一机构的通知"], Boss.Now));
            foreach (var n in Several)
            {
                db.Add(new Backup(root.Id, $"kboss-第一机构-{n}", Boss.Now, Boss.Now, 1, 1, "", Staff.By));
                db.Add(new JobRun("verify-ledger", Boss.Now, Boss.Now, succeeded: true, n, ""));
            }

            await db.SaveChangesAsync();
        }

        await ListMembersAsync("/admin/members", Staff);
        await ListMembersAsync("/team", Buyer);
        await SupplierRows.AddAsync(Boss, root, customer, Staff, served);
        Boss.SignIn(Staff);
        Imports["/sales/jinan"] = await SupplierRows.UploadAsync(Boss);
        await DeliverAsync();
        await AskAsync();
        await WaitForConsentAsync();
        await KeepDevicesAsync(root);
        await Boss.Get<ListViewService>().SaveAsync(new SaveListView("orders-desk#orders", "第一机构的视图", "q=第一机构的筛选", "", true));
        await Boss.Get<ListViewService>().LayAsync("orders-desk#orders", "hidden=total");
        await RememberAsync(customer);
        await UploadTermsAsync(supplier);
        Keys["campaign"] = await MarketingRows.AddAsync(Boss, root, Staff, Buyer);
        await LeaveMessagesAsync();
    }

    private async Task LeaveMessagesAsync()
    {
        Boss.SignIn(Buyer);
        foreach (var number in Several)
        {
            Keys["lead"] = await Boss.Get<MessageBoard>().LeaveAsync(
                $"the-form-{number}", new LeadMessage(LeadKind.Purchase, "第一机构的留言人", "第一机构的公司", $"1370000900{number}", "first@example.com", $"第一机构的留言{number}"));
        }

        Boss.SignIn(Staff);
        await Boss.Get<LeadService>().TakeAsync(Keys["lead"]);
        await Boss.Get<LeadService>().NoteAsync(Keys["lead"], "第一机构的线索备注");
    }

    private async Task KeepDevicesAsync(Organization root)
    {
        Boss.SignIn(Staff);
        Supplier supplier;
        await using (var db = Boss.Db())
        {
            supplier = new Supplier(root.Id, new SupplierFacts("第一机构的自有设备", SupplierKind.Virtual), Boss.Now);
            db.Add(supplier);
            await db.SaveChangesAsync();
            db.Add(new SupplyAgreement(root.Id, supplier.Id, 1, new AgreementTerms(SalesMode.Commission, 0.1m, Boss.Now.AddDays(-1)), Boss.Now));
            await db.SaveChangesAsync();
        }

        var kind = await Boss.Get<DeviceKindService>().AddAsync("第一机构的设备类型", [new AttributeFacts("第一机构的设备属性")]);
        foreach (var number in Several)
        {
            Keys["place"] = await Boss.Get<PlaceService>().AddAsync(null, $"FIRST-DC-{number}", new PlaceFacts("第一机构的数据中心"));
            foreach (var piece in Several)
            {
                var values = new Dictionary<string, string> { ["第一机构的设备属性"] = "第一机构的设备配置" };
                Keys["device"] = await Boss.Get<DeviceRegisterService>().RegisterAsync(
                    new RegisterDevice(kind, new DeviceFacts($"FIRST-SN-{number}-{piece}", "第一机构的设备备注"), values, Keys["place"]));
            }

            Keys["stocktake"] = await Boss.Get<StocktakeService>().OpenAsync(Keys["place"]);
            DeviceProduct = await Boss.Get<DeviceProductService>().MakeAsync(new MakeDeviceProduct(
                supplier.Id, new ProductFacts($"第一机构的设备产品{number}", ProductTypes.Device, "济南"), kind, new Dictionary<string, string>(), $"FIRST-DEVICE-{number}",
                [new DevicePrice(BillingUnit.Month, 50m)]));
            Imports["/stock"] = await Boss.Get<ImportService<DeviceSheetRow>>().UploadAsync(kind, "第一机构的设备清单.xlsx", await DeviceListAsync(kind, number));
        }

        await Boss.Get<ImportService<DeviceSheetRow>>().PreviewAsync(Imports["/stock"]);
        await Boss.Get<DeviceProductService>().LoadAsync(DeviceProduct, [Keys["device"]]);
        await Boss.Get<DevicePhotoService>().AddAsync(Keys["device"], [new Upload("第一机构的设备照片.png", Picture)]);
        Boss.SignIn(Buyer);
        await using var later = Boss.Db();
        var offer = await later.Offers.Where(o => o.Sku.ProductId == DeviceProduct).Select(o => o.Id).SingleAsync();
        await Boss.Get<OrderService>().PlaceAsync(new PlaceOrder("order-of-a-device-of-the-first", [new OrderWish(offer, 1, 1, 50m)], FromCart: false));
    }

    private async Task<byte[]> DeviceListAsync(long kind, int number)
    {
        var (_, schema) = await Boss.Get<DeviceKindService>().SheetAsync(kind);
        return WorkbookWriter.Export(schema, Several.Select(row => new DeviceSheetRow { SerialNumber = $"FIRST-LIST-{number}-{row}", Remark = "第一机构的设备备注" }));
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
            await Boss.Get<OrderNoteService>().AddAsync(Keys["order"], $"只有卖方能看到的订单备注{number}");
            await services.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Visit, "回访目的说明", "回访内容的记录", Boss.Now.AddDays(number)));
        }

        await InviteAsync(customer, colleague);
        foreach (var other in more.Take(2))
        {
            await using var db = Boss.Db();
            await Boss.Get<PromotionJoining>().JoinAsync(
                db, await db.Promotions.SingleAsync(p => p.No == Keys["promotion"]), new Parties(Staff.OrganizationId, other.Id), Keys["invite"], Boss.Now);
            await db.SaveChangesAsync();
        }
    }

    private async Task InviteAsync(Organization customer, Actor colleague)
    {
        var terms = new InviteTerms(Boss.Now, Boss.Now.AddDays(9), null, "邀请码的备注说明");
        foreach (var number in Several)
        {
            var promotion = new Promotion(
                Staff.OrganizationId, $"PMFIRST{number}", Staff.By,
                new PromotionFacts($"第一机构的促销活动{number}", Boss.Now, Boss.Now.AddDays(30), Audience.ByCode), Boss.Now);
            promotion.Publish(Boss.Now);
            await using (var db = Boss.Db())
            {
                db.Add(promotion);
                await db.SaveChangesAsync();
            }

            Keys["promotion"] = promotion.No;
            Boss.SignIn(Staff);
            Keys["invite"] = (await Boss.Get<InviteService>().CreateAsync(promotion.No, terms)).Codes[0];
            Boss.SignIn(Buyer);
            await Boss.Get<InviteEntryService>().EnterAsync(Keys["invite"]);
        }

        Boss.SignIn(Staff);
        await Boss.Get<InviteService>().CreateAsync(Keys["promotion"], terms, 3);
        Boss.SignIn(colleague);
        Keys["colleagues-invite"] = (await Boss.Get<InviteService>().CreateAsync(Keys["promotion"], terms)).Codes[0];
        await using var later = Boss.Db();
        later.Add(new InviteUse(await later.InviteCodes.OrderByDescending(i => i.Id).FirstAsync(), customer.Id, InviteUseKind.Registered, Boss.Now));
        await later.SaveChangesAsync();
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

    /// <summary>What is opened by itself from now on, and by which parameters.</summary>
    private async Task PlanAsync(KBossDbContext db, Supplier supplier, IReadOnlyList<Offer> offers)
    {
        var connected = await db.Suppliers.SingleAsync(s => s.Id == supplier.Id);
        connected.Change(new SupplierFacts(connected.Name, connected.Kind, Connector.Jinan, connected.Contact, connected.Phone, connected.Note));
        foreach (var code in await db.Skus.Where(s => offers.Select(o => o.SkuId).Contains(s.Id)).Select(s => s.Code).ToListAsync())
        {
            db.Add(new DeliveryPlan(connected, code, new Dictionary<string, string> { [PlanField.Product] = $"first-organizations-{code}" }, Boss.Now));
        }
    }

    private async Task CatalogueAsync(Supplier supplier, Offer offer)
    {
        Boss.SignIn(Staff);
        var product = offer.Sku.Product;
        await Boss.Get<CatalogService>().ChangeProductAsync(product.Id, product.Version, new ProductFacts(product.Name, "第一机构的产品类型", product.Region));
        await Boss.Get<CatalogService>().ShowImageAsync(product.Id, "picture.png", Picture);
        foreach (var number in Several)
        {
            Imports["/operations"] = await Boss.Get<ImportService<ProductRow>>().UploadAsync(
                supplier.Id, "第一机构的价目表.xlsx",
                Workbooks.Of(Several.Select(row => Workbooks.Row($"FOREIGN-{number}-{row}", $"第一机构要导入的产品 {row}"))).ToArray());
        }

        await Boss.Get<ImportService<ProductRow>>().PreviewAsync(Imports["/operations"]);
        foreach (var _ in Several)
        {
            Imports["/operations/terms"] = await Boss.Get<ImportService<PublicTermsRow>>().UploadAsync(
                0, "第一机构的条款.xlsx", WorkbookWriter.Export(
                    TermsWorkbook.Schema<PublicTermsRow>(validity: false, costs: false),
                    Several.Select(row => new PublicTermsRow { Supplier = supplier.Name, SkuCode = $"TERMS-{row}", Discount = 0.9m })));
        }

        await Boss.Get<ImportService<PublicTermsRow>>().PreviewAsync(Imports["/operations/terms"]);
        foreach (var _ in Several)
        {
            Imports["/sales/terms"] = await Boss.Get<ImportService<CustomerTermsSheetRow>>().UploadAsync(
                Buyer.OrganizationId, "第一机构的专属价.xlsx", WorkbookWriter.Export(
                    TermsWorkbook.Schema<CustomerTermsSheetRow>(validity: true, costs: false),
                    Several.Select(row => new CustomerTermsSheetRow { Supplier = supplier.Name, SkuCode = $"OWN-TERMS-{row}", Discount = 0.9m })));
        }

        await Boss.Get<ImportService<CustomerTermsSheetRow>>().PreviewAsync(Imports["/sales/terms"]);
    }

    /// <summary>Workbooks of the products of a promotion and of the terms of a distributor below.</summary>
    private async Task UploadTermsAsync(Supplier supplier)
    {
        Boss.SignIn(Staff);
        await using var db = Boss.Db();
        var (promotion, distributor) = (Keys["promotion"], Keys["distributor"]);
        ids[typeof(Promotion)] = await db.Promotions.Where(p => p.No == promotion).Select(p => p.Id).SingleAsync();
        DistributorId = await db.Organizations.Where(o => o.Code == distributor).Select(o => o.Id).SingleAsync();
        foreach (var _ in Several)
        {
            Imports["/operations/promotions"] = await Boss.Get<ImportService<PromotionTermsSheetRow>>().UploadAsync(
                IdOf<Promotion>(), "第一机构的活动产品.xlsx", Sheet(new PromotionTermsSheetRow()));
            Imports["/operations/distributors"] = await Boss.Get<ImportService<DistributorTermsSheetRow>>().UploadAsync(
                DistributorId, "第一机构的供货条款.xlsx", Sheet(new DistributorTermsSheetRow()));
        }

        await Boss.Get<ImportService<PromotionTermsSheetRow>>().PreviewAsync(Imports["/operations/promotions"]);
        await Boss.Get<ImportService<DistributorTermsSheetRow>>().PreviewAsync(Imports["/operations/distributors"]);

        byte[] Sheet<TRow>(TRow empty)
            where TRow : TermsSheetRow, new() => WorkbookWriter.Export(
                TermsWorkbook.Schema<TRow>(validity: false, costs: false),
                Several.Select(row => empty with { Supplier = supplier.Name, SkuCode = $"FIRST-TERMS-{row}", Discount = 0.9m }));
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

        await UndeliveredAsync();
        await RenewAsync();
    }

    /// <summary>What could not be delivered, what is looked at before anything is, and how far the order of the addresses is.</summary>
    private async Task UndeliveredAsync()
    {
        await using var db = Boss.Db();
        var tasks = await db.FulfilmentTasks.OrderBy(t => t.Id).Take(Several.Length).ToListAsync();
        var resources = await db.Resources.OrderBy(r => r.Id).Take(Several.Length).ToListAsync();
        db.AddRange(resources.Select((resource, i) => new ResourceTask(
            tasks[0], resource, ResourceTaskKind.Release, $"RT-FIRST-{i}", resource.OrderLineId, resource.OrderNo, resource.Sold.Unit, 1, byInterface: false,
            Boss.Now)));
        db.AddRange(tasks.Select(task => new UndeliveredPart(task.Parties, task, 1, 10m, "第一机构无法交付的原因", Staff.By, Boss.Now)));
        db.AddRange(Several.Select(number => new Checklist(
            Staff.OrganizationId, $"第一机构的类型{number}", 1, [new CheckItem("第一机构的检查项", Required: true)], Staff.By, Boss.Now)));
        var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.OrderNo == Keys["order"]);
        if (!await db.LineDeliveries.AnyAsync(l => l.OrderNo == order.OrderNo))
        {
            db.Add(new LineDelivery(order, order.Lines[0], Boss.Now));
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Names a resource, renews it, and lets it be renewed by itself.</summary>
    private async Task RenewAsync()
    {
        string resource;
        await using (var db = Boss.Db())
        {
            resource = await db.Resources.Select(r => r.ResourceNo).FirstAsync();
        }

        Boss.SignIn(Buyer);
        await Boss.Get<ResourceService>().LabelAsync(resource, "第一机构的资源名称", "第一机构的资源备注");
        var shown = (await Boss.Get<RenewalService>().PreviewAsync([(resource, 1)]))[0].Line!;
        await Boss.Get<RenewalService>().RenewAsync(new RenewResources("first-renewal", [new RenewLine(resource, shown)], FromWallet: true));
        await Boss.Get<AutoRenewalService>().SwitchOnAsync(new SwitchOnAutoRenewal(resource, shown));
        Boss.SignIn(Staff);
    }

    private async Task ReceiveAsync(Organization customer)
    {
        Boss.SignIn(Staff);
        foreach (var number in Several)
        {
            Keys["offline"] = (await Boss.Get<OfflineRechargeService>().EnterAsync(new EnterRecharge(
                $"the-form-of-the-first-{number}", customer.Code,
                new ReceivedOffline(10m, RechargeChannel.Bank, number == 1 ? SlipNumber : $"{SlipNumber}{number}", ChinaTime.Day(Boss.Now), "第一机构收款的备注"),
                new Upload($"第一机构的回单{number}.pdf", People.Pdf)))).RechargeNo;
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
            await Boss.Get<TicketDeskService>().NoteAsync(Keys["ticket"], "第一机构的内部备注");
        }

        await Boss.Get<TicketTextService>().SaveCategoryAsync(null, null, new CategoryTerms("第一机构的工单类别"));
        await Boss.Get<TicketTextService>().SaveReplyAsync(null, "第一机构的快捷回复", "第一机构常用的文字");

        Boss.SignIn(Buyer);
        await tickets.CloseAsync(await tickets.OpenAsync(new OpenTicket("第一机构关闭的工单", "第一机构提出的问题")));
    }

    /// <summary>Changes of a kind that nothing carries out yet wait for the consent of an Admin.</summary>
    private async Task WaitForConsentAsync()
    {
        var maker = Members.First(m => m.Roles.Contains(Role.Operations));
        long standIn;
        await using (var db = Boss.Db())
        {
            standIn = await db.Members.Where(m => m.UserName == "first.candidate").Select(m => m.Id).SingleAsync();
        }

        Boss.SignIn(Staff);
        await Boss.Get<ApprovalPolicyService>().SaveAsync(new SavePolicy(
            ApprovalKind.SupplierSettlement, 0, [new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Admin)], StandInId: standIn)]));
        await Boss.Get<ApproverAbsenceService>().SetAsync(ChinaTime.Day(Boss.Now).AddDays(30), ChinaTime.Day(Boss.Now).AddDays(31));
        foreach (var number in Several)
        {
            Boss.SignIn(maker);
            Keys["approval"] = (await Boss.Get<KBossDbContextFactory>().InTransactionAsync(maker, async db =>
            {
                var asked = await Boss.Get<ApprovalDesk>().AskAsync(
                    db, maker, ApprovalKind.SupplierSettlement, new { Number = number }, new ApprovalFacts("第一机构的审批对象", 100m), new { Text = "第一机构的审批依据" }, default);
                await db.SaveChangesAsync();
                return asked;
            })).RequestNo!;
            Boss.SignIn(Staff);
            await Boss.Get<ApprovalService>().SayAsync(Keys["approval"], "第一机构的审批留言");
        }
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
        Keys["member"] = await db.Members.Where(m => m.Id == Staff.MemberId).Select(m => m.UserName).SingleAsync();
        Keys["recharge"] = "RCFIRST0001";
        Keys["task"] = await db.FulfilmentTasks.Where(t => t.Status != FulfilmentStatus.Done).Select(t => t.TaskNo).FirstAsync();
        Keys["resource"] = await db.Resources.Select(r => r.ResourceNo).FirstAsync();
        Keys["sku"] = await db.Skus.Select(s => s.Code).FirstAsync();
        Keys["file"] = await db.OrganizationIdentities.Where(i => i.BuyerId == customer.Id).Select(i => i.DocumentFileKey).FirstAsync();
        WaitingClaim = await db.JoinClaims.Where(c => c.Status == JoinClaimStatus.Waiting).MinAsync(c => c.Id);
        Keys["account"] = OwnAccount;
        DeviceLine = await db.DeviceUses.Select(u => u.OrderLineId).FirstAsync();
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
