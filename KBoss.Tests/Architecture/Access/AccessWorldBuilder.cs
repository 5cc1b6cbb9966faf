using KBoss.Domain.Catalog;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Data;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Suppliers;
using KBoss.Infrastructure.Wallets;
using KBoss.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Makes the observed distributor and its customer do business through the use cases, so that whatever these write is there.</summary>
internal sealed class AccessWorldBuilder(WebKBoss web)
{
    private const int Rows = AccessWorld.Rows;

    private static readonly Role[] Staff = [.. RolePermissions.RolesOf(OrganizationKind.Distributor)];

    private readonly Keys keys = new();
    private readonly List<long> buyers = [];
    private readonly DateTime now = web.Time.GetUtcNow().UtcDateTime;
    private readonly string password = new PasswordHasher<Member>().HashPassword(null!, People.Password);
    private Organization distributor = null!;
    private int count;

    public async Task<AccessWorld> BuildAsync()
    {
        var root = await RootAsync();
        distributor = await DistributorAsync("甲方机构", "seller-a", root);
        var sibling = await DistributorAsync("邻居机构", "seller-b", root);
        var downstream = await DistributorAsync("下级机构", "seller-d", distributor);
        var neighbour = await CustomerAsync("邻居客户", "neighbour", distributor, "13355500001");
        var siblings = await CustomerAsync("别家客户", "customer-b", sibling, "13355500002");

        var seller = await PersonAsync("its own distributor's member", distributor, SellerPhone(), [], Staff);
        var colleague = await PersonAsync("a salesperson of the same distributor without customers", distributor, SellerPhone(), Marker.OfBuyer, Role.Sales);
        var upstream = await PersonAsync("a member of the distributor above", root, "13355511001", Marker.OfBoth, Staff);
        Person[] strangers =
        [
            await PersonAsync("a member of another distributor", sibling, "13355511002", Marker.OfBoth, Staff),
            upstream,
            await PersonAsync("a member of the distributor below", downstream, "13355511003", Marker.OfBoth, Staff),
            colleague,
            await PersonAsync("a member of another distributor's customer", siblings, "13355511004", Marker.OfBoth, Role.Admin, Role.Buyer),
            await PersonAsync("a member of another customer of the same distributor", neighbour, "13355511005", Marker.OfBuyer, Role.Admin, Role.Buyer),
        ];
        (keys.SalespersonId, keys.OtherSalespersonId) = (seller.Actor.MemberId, colleague.Actor.MemberId);

        var singles = new List<Person>();
        foreach (var role in Staff)
        {
            singles.Add(await PersonAsync($"distributor, {role}", distributor, SellerPhone(), [], role));
        }

        var buyer = await RegisterAsync(seller);
        var customer = await OrganizationAsync(buyer.Actor.OrganizationId);
        foreach (var role in RolePermissions.RolesOf(OrganizationKind.Customer))
        {
            singles.Add(await PersonAsync($"customer, {role}", customer, BuyerPhone(), [], role));
        }

        Person[] withoutRole =
        [
            await PersonAsync("distributor, no role", distributor, SellerPhone(), []), await PersonAsync("customer, no role", customer, BuyerPhone(), []),
        ];

        await PeopleAsync(seller, customer);
        await CustomersAsync(seller, neighbour);
        await CatalogueAsync(seller);
        await BusinessAsync(seller, buyer);
        await RelationsAsync(seller, customer);
        var observed = new ObservedRows(distributor.Id, buyers);
        await using (var db = web.Db())
        {
            await observed.AddMissingAsync(db, Rows, seller.Actor.MemberId, buyer.Actor.MemberId, now);
            await observed.MarkAsync(db);
        }

        return new AccessWorld
        {
            Observed = observed,
            Seller = seller,
            Buyer = buyer,
            Upstream = upstream,
            Strangers = strangers,
            SingleRoles = singles,
            WithoutRole = withoutRole,
            Keys = keys,
        };
    }

    private async Task<Organization> RootAsync()
    {
        await using var db = web.Db();
        return await db.Organizations.SingleAsync();
    }

    private async Task<Organization> OrganizationAsync(long id)
    {
        await using var db = web.Db();
        return await db.Organizations.SingleAsync(o => o.Id == id);
    }

    private async Task<Organization> DistributorAsync(string name, string code, Organization upstream)
    {
        await using var db = web.Db();
        var made = Organization.CreateDistributor(name, code, upstream.Id, now);
        db.Add(made);
        await db.SaveChangesAsync();
        LedgerService.CreateBook(db, made.Id);
        if (code == "seller-a")
        {
            keys.AccountCode = "9999";
            db.Add(new Account(made.Id, keys.AccountCode, Marker.Seller + "科目", Marker.Seller + " account", AccountKind.Asset));
        }

        await db.SaveChangesAsync();
        return made;
    }

    private async Task<Organization> CustomerAsync(string name, string code, Organization seller, string phone, long? salespersonId = null)
    {
        await using var db = web.Db();
        var made = Organization.CreateCustomer(name, code, seller.Id, now);
        db.Add(made);
        await db.SaveChangesAsync();
        var customer = new Customer(seller.Id, made.Id, made.Name, "联系人", phone, now);
        if (salespersonId is { } to)
        {
            customer.AssignTo(to);
        }

        db.Add(customer);
        db.Add(new Wallet(seller.Id, made.Id));
        await db.SaveChangesAsync();
        return made;
    }

    private async Task<Person> PersonAsync(string who, Organization organization, string phone, IReadOnlyList<string> forbidden, params Role[] roles)
    {
        var member = await MemberAsync(organization, phone, roles);
        // The header shows one's own name on every page; it carries no marker, or every page would seem to show something.
        return new Person(who, new Actor(member.Id, organization.Id, organization.Kind, "本人", roles.ToHashSet()), phone, forbidden);
    }

    private async Task<Member> MemberAsync(Organization organization, string phone, params Role[] roles)
    {
        var mark = organization.Id == distributor.Id ? Marker.Seller : buyers.Contains(organization.Id) ? Marker.Buyer : "";
        await using var db = web.Db();
        var member = new Member(organization.Id, $"{mark}member{++count}", phone, $"{mark}成员{count}", now);
        member.ChangePassword(password);
        db.Add(member);
        await db.SaveChangesAsync();
        member.SetRoles(roles, organization.Kind);
        await db.SaveChangesAsync();
        return member;
    }

    /// <summary>The customer comes by the salesperson's invite code; somebody else of the same company asks to join it.</summary>
    private async Task<Person> RegisterAsync(Person seller)
    {
        await using var circuit = new Circuit(web, seller.Actor);
        keys.InviteCode = await circuit.Get<InviteService>().CreateAsync(new InviteTerms(now, now.AddYears(1), null, Marker.Seller + "邀请"));
        for (var i = 1; i < Rows; i++)
        {
            await circuit.Get<InviteService>().CreateAsync(new InviteTerms(now, now.AddYears(1), null, Marker.Seller + i));
        }

        var registration = circuit.Get<RegistrationService>();
        var form = People.Company with
        {
            Name = Marker.Buyer + "公司",
            Contact = Marker.Buyer + "联系人",
            UserName = Marker.Buyer + "buyer",
            Phone = BuyerPhone(),
            InviteCode = keys.InviteCode,
        };
        var made = await registration.RegisterAsync(form);
        await registration.RegisterAsync(form with { UserName = Marker.Buyer + "joins", Phone = BuyerPhone(), Contact = Marker.Buyer + "同事" });
        buyers.Insert(0, made.OrganizationId);
        keys.CustomerCode = made.OrganizationCode;
        await using var db = web.Db();
        keys.JoinRequestId = await db.JoinRequests.Where(r => r.OrganizationId == made.OrganizationId).Select(r => r.Id).SingleAsync();
        keys.NoticeId = await db.Notices.Where(n => n.MemberId == made.MemberId).Select(n => n.Id).FirstAsync();
        return new Person(
            "its own customer's member",
            new Actor(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "本人", new HashSet<Role> { Role.Admin, Role.Buyer }), form.Phone!, []);
    }

    private async Task PeopleAsync(Person seller, Organization customer)
    {
        var members = new List<long>();
        for (var i = 0; i < Rows; i++)
        {
            members.Add((await MemberAsync(distributor, SellerPhone(), Role.Finance)).Id);
            await MemberAsync(customer, BuyerPhone());
        }

        (keys.MemberId, keys.DisabledMemberId) = (members[0], members[1]);
        await using var circuit = new Circuit(web, seller.Actor);
        await circuit.Get<MemberService>().DisableAsync(keys.DisabledMemberId);
        var departments = circuit.Get<DepartmentService>();
        keys.DepartmentId = await departments.AddAsync(null, Marker.Seller + "部门");
        keys.OtherDepartmentId = await departments.AddAsync(null, Marker.Seller + "另一部门");
        await departments.AddMembersAsync(keys.DepartmentId, [.. members, seller.Actor.MemberId]);
        await departments.AppointAsync(keys.DepartmentId, seller.Actor.MemberId, Position.Manager);
    }

    private async Task CustomersAsync(Person seller, Organization neighbour)
    {
        for (var i = 0; i < Rows; i++)
        {
            var assigned = await CustomerAsync($"{Marker.Buyer}客户{i}", $"quiet-{i}", distributor, BuyerPhone(), seller.Actor.MemberId);
            var pool = await CustomerAsync($"{Marker.Buyer}公共客户{i}", $"pool-{i}", distributor, BuyerPhone());
            (keys.QuietCustomerCode, keys.PoolCustomerCode) = (assigned.Code, pool.Code);
            buyers.AddRange([assigned.Id, pool.Id]);
        }

        await using var circuit = new Circuit(web, seller.Actor);
        await circuit.Get<AssignmentService>().AssignAsync([neighbour.Code], seller.Actor.MemberId);
    }

    private async Task CatalogueAsync(Person seller)
    {
        await using var circuit = new Circuit(web, seller.Actor);
        var (suppliers, catalog, imports) = (circuit.Get<SupplierService>(), circuit.Get<CatalogService>(), circuit.Get<ProductImportService>());
        var from = now.AddDays(-1);
        keys.SupplierId = await suppliers.CreateAsync(
            Supplier(0), new AgreementTerms(SalesMode.Discount, 0.7m, from, Text: Marker.Seller + "协议"));
        var floor = await suppliers.CreateAsync(Supplier(1), new AgreementTerms(SalesMode.FloorPrice, null, from));
        for (var i = 2; i < Rows; i++)
        {
            await suppliers.CreateAsync(Supplier(i), new AgreementTerms(SalesMode.Commission, 0.1m, from));
        }

        for (var i = 0; i < Rows; i++)
        {
            var productId = await catalog.AddProductAsync(keys.SupplierId, Product(i));
            var skuId = await catalog.AddSkuAsync(productId, $"A-{i}", new SkuFacts(Options(), BillingUnit.Month, Marker.ListPrice));
            (keys.ProductId, keys.SkuId, keys.SkuCode) = (productId, skuId, $"A-{i}");
            await catalog.AddSkuAsync(await catalog.AddProductAsync(floor, Product(i)), $"F-{i}", new SkuFacts(Options(), BillingUnit.Month, Marker.ListPrice, 50m));
            keys.ImportId = await imports.UploadAsync(
                keys.SupplierId, Marker.Seller + $"{i}.xlsx", Workbooks.Of(Workbooks.Row($"I-{i}", Marker.Seller + $"导入产品{i}")));
        }

        await catalog.ShowImageAsync(keys.ProductId, "picture.png", Png);
        await using var db = web.Db();
        keys.ImageKey = await db.Products.Where(p => p.Id == keys.ProductId).Select(p => p.ImageKey).SingleAsync();
        keys.OfferId = await db.Offers.Where(o => o.SkuId == keys.SkuId).Select(o => o.Id).SingleAsync();
        var offers = await db.Offers.Where(o => o.OrganizationId == distributor.Id).Select(o => new { o.Id, o.Sku.SupplierId }).ToListAsync();
        var terms = circuit.Get<OfferTermsService>();
        await terms.ApplyAsync([.. offers.Where(o => o.SupplierId == keys.SupplierId).Select(o => o.Id)], new TermsChange(TermsKind.Discount, 0.9m));
        await terms.ApplyAsync([.. offers.Where(o => o.SupplierId == floor).Select(o => o.Id)], new TermsChange(TermsKind.Price, 60m));

        SupplierFacts Supplier(int i) => new($"{Marker.Seller}供应商{i}", SupplierKind.Product, Contact: Marker.Seller + "联系人", Phone: SellerPhone(), Note: Marker.Seller + "备注");
        ProductFacts Product(int i) => new($"{Marker.Seller}产品{i}", Marker.Seller + "类型", Marker.Seller + "地域", Marker.Seller + "简介", Marker.Seller + "说明", ProductTags.New);
        string Options() => $"CPU={Marker.Seller}16核; 内存=64G";
    }

    private async Task BusinessAsync(Person seller, Person buyer)
    {
        await TermsAsync(buyer);
        var spent = 0m;
        await RechargeAsync(buyer, Marker.Balance);
        await using var shop = new Circuit(web, buyer.Actor);
        await using var desk = new Circuit(web, seller.Actor);
        keys.UnitPrice = (await shop.Get<StorefrontQueries>().GetAsync(keys.ProductId)).Skus[0].Quote.UnitPrice;
        for (var i = 0; i < 2 * Rows; i++)
        {
            var orderNo = await PlaceAsync();
            await shop.Get<PaymentService>().PayFromWalletAsync(orderNo);
            await using var db = web.Db();
            spent += await db.Orders.Where(o => o.OrderNo == orderNo).Select(o => o.Total).SingleAsync();
            keys.TaskNo = await db.FulfilmentTasks.Where(t => t.OrderNo == orderNo).Select(t => t.TaskNo).SingleAsync();
            if (i < Rows)
            {
                await desk.Get<FulfilmentService>().CompleteAsync(
                    keys.TaskNo,
                    new CompleteTask("203.0.113.7", Marker.Buyer + "root", Marker.Buyer + "S3cret!", $"https://console.example.com/{Marker.Buyer}", Marker.Buyer + "备注"));
                keys.ResourceNo = await db.Resources.Where(r => r.OrderNo == orderNo).Select(r => r.ResourceNo).SingleAsync();
            }

            keys.PaidOrderNo = orderNo;
        }

        keys.UnpaidOrderNo = await PlaceAsync();
        await shop.Get<CartService>().AddAsync(keys.OfferId, 1, 1);
        await RechargeAsync(buyer, spent);
        await using var last = web.Db();
        var pending = new Recharge(distributor.Id, buyer.Actor.OrganizationId, buyer.Actor.MemberId, "RC-PENDING", 100m, RechargeChannel.Alipay, null, now);
        last.Add(pending);
        await last.SaveChangesAsync();
        keys.RechargeNo = pending.RechargeNo;
        keys.CartLineId = await last.CartLines.Where(l => l.OrganizationId == buyer.Actor.OrganizationId).Select(l => l.Id).SingleAsync();

        Task<string> PlaceAsync() => shop.Get<OrderService>().PlaceAsync(new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(keys.OfferId, 1, 1, keys.UnitPrice)], false));
    }

    /// <summary>Terms of the customer's own for every offer.</summary>
    private async Task TermsAsync(Person buyer)
    {
        await using var db = web.Db();
        db.AddRange((await db.Offers.Where(o => o.OrganizationId == distributor.Id && o.Discount != null).Select(o => o.Id).ToListAsync())
            .Select(offer => new CustomerTerms(distributor.Id, buyer.Actor.OrganizationId, offer, 0.85m, null, now, null)));
        await db.SaveChangesAsync();
    }

    private async Task RechargeAsync(Person buyer, decimal amount)
    {
        await using var db = web.Db();
        var wallet = await db.Wallets.FirstAsync(w => w.BuyerId == buyer.Actor.OrganizationId);
        var recharge = new Recharge(distributor.Id, wallet.BuyerId, buyer.Actor.MemberId, $"RC-{++count}", amount, RechargeChannel.Alipay, null, now);
        recharge.Confirm(amount, $"{Marker.Buyer}{count}", now);
        db.Add(recharge);
        db.Add(wallet.Credit(amount, CashKind.Recharge, recharge.RechargeNo, now));
        await web.Services.GetRequiredService<LedgerService>().PostAsync(db, distributor.Id, new LedgerEvent(
            LedgerEvents.Recharge, recharge.RechargeNo, now, [new(LedgerEvents.Gross, amount, wallet.BuyerId)]));
        await db.SaveChangesAsync();
    }

    private async Task RelationsAsync(Person seller, Organization customer)
    {
        await using var circuit = new Circuit(web, seller.Actor);
        var (customers, assignments) = (circuit.Get<CustomerService>(), circuit.Get<AssignmentService>());
        for (var i = 0; i < Rows; i++)
        {
            await customers.AddNoteAsync(customer.Code, $"{Marker.Buyer}备注{i}");
            await customers.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Phone, Marker.Buyer + "目的", Marker.Buyer + "内容", now.AddDays(1)));
        }

        // There and back again: who served when. What the other salesperson was told of it goes, for it would show that one the customer's name rightly.
        for (var i = 0; i < Rows / 2; i++)
        {
            await assignments.TransferAsync([customer.Code], keys.SalespersonId, keys.OtherSalespersonId, Marker.Buyer + "原因");
            await assignments.TransferAsync([customer.Code], keys.OtherSalespersonId, keys.SalespersonId, Marker.Buyer + "原因");
        }

        await using var db = web.Db();
        db.RemoveRange(await db.Notices.Where(n => n.MemberId == keys.OtherSalespersonId).ToListAsync());
        await db.SaveChangesAsync();
        keys.NoteId = await db.CustomerNotes.Where(n => n.BuyerId == customer.Id).Select(n => n.Id).FirstAsync();
    }

    private string SellerPhone() => $"{Marker.SellerPhone}{++count:D4}";

    private string BuyerPhone() => $"{Marker.BuyerPhone}{++count:D4}";

    private static byte[] Png { get; } = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];
}
