using System.Text.Json;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Customers;

/// <summary>F173: a customer keeps its address and the facts of its invoices itself.</summary>
public sealed class CustomerRecordTests
{
    private const string Code = "91350100M000100Y43";

    private static readonly RecordFacts Company = new(
        "山东省济南市历下区经十路 1 号", "岱山科技有限公司", Code, "示例银行济南支行", "6222 0000 1111 2222", "济南市历下区", "0531-8888 9999", "invoice@example.com");

    [Theory]
    [InlineData(Code, Code)]
    [InlineData("９１３５０１００ｍ０００１００ｙ４３", Code)]
    [InlineData("9135 0100 M000 100Y 43", Code)]
    [InlineData("91350100M000100Y44", null)]
    [InlineData("91350100M000100I43", null)]
    [InlineData("000000000000000000", null)]
    [InlineData("000000000000000", null)]
    [InlineData("11111111111111111111", null)]
    [InlineData("370102123456789", "370102123456789")]
    [InlineData("37010219900101123400", "37010219900101123400")]
    [InlineData("3701021234567890", null)]
    [InlineData("37010212345678（", null)]
    public void A_tax_number_is_checked_by_the_rule_of_its_kind(string typed, string? kept)
    {
        if (kept is null)
        {
            var refusal = Assert.Throws<RuleException>(() => CustomerRecord.TaxNumberOf(typed));
            Assert.Equal(("Customers.TaxNumberInvalid", "tax-number"), (refusal.Code, refusal.Field));
        }
        else
        {
            Assert.Equal(kept, CustomerRecord.TaxNumberOf(typed));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var wrong = new RecordFacts(new string('长', 201), "", "123", "行", "12ab", "址", "12", "no mail");
        Assert.Equal(
            ["address", "tax-number", "bank-account", "registered-phone", "invoice-mail", "invoice-title"],
            Assert.Throws<RuleException>(() => new CustomerRecord(new Parties(1, 2), IdentityKind.Company, wrong)).All.Select(r => r.Field));
        Assert.Equal(
            ["tax-number", "bank", "bank-account", "registered-address", "registered-phone"],
            Assert.Throws<RuleException>(() => new CustomerRecord(new Parties(1, 2), IdentityKind.Individual, Company)).All.Select(r => r.Field));
        var person = new CustomerRecord(new Parties(1, 2), IdentityKind.Individual, new RecordFacts("某地", "张三", InvoiceMail: "ｚ@example.com"));
        Assert.Equal(("张三", "z@example.com", ""), (person.InvoiceTitle, person.InvoiceMail, person.TaxNumber));
        Assert.Equal("", new CustomerRecord(new Parties(1, 2), IdentityKind.Company, new RecordFacts("某地")).InvoiceTitle);
    }

    [Fact]
    public async Task A_customer_keeps_its_record_and_its_seller_reads_what_changed()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        var service = boss.Get<OwnRecordService>();
        var none = await service.GetAsync();
        Assert.Equal((IdentityKind.Company, false), (none.Kind, none.Exists));
        await service.ChangeAsync(none, Company);
        var kept = await service.GetAsync();
        Assert.Equal(("6222000011112222", "0531-8888 9999"), (kept.Facts.BankAccount, kept.Facts.RegisteredPhone));
        await service.ChangeAsync(kept, kept.Facts with { InvoiceTitle = "岱山科技股份有限公司" });
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(kept, Company))).Code);
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(none, Company))).Code);

        var sales = await boss.Given.MemberAsync(shop.Root, Role.Sales);
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        await boss.Get<AssignmentService>().AssignAsync([shop.Buyer.Code], sales.MemberId);
        var records = boss.Get<CustomerRecordQueries>();
        var seen = (await records.GetAsync(shop.Buyer.Code)).Facts;
        Assert.Equal(("岱山科技股份有限公司", Code), (seen.InvoiceTitle, seen.TaxNumber));
        Assert.DoesNotContain("00001111", seen.BankAccount!, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PermissionException>(() => records.RevealAsync(shop.Buyer.Code, RecordSecret.BankAccount));
        var story = await boss.Get<CustomerStoryQueries>().TellAsync(shop.Buyer.Code);
        Assert.Contains(story, e => e.By.Name == shop.Member.Name
            && e.Changes.Any(c => c is { Field: "InvoiceTitle", Before: "岱山科技有限公司", After: "岱山科技股份有限公司" }));
        Assert.DoesNotContain(story.SelectMany(e => e.Changes), c => c.Field == "BankAccount" && c.After.Contains("00001111", StringComparison.Ordinal));

        boss.SignIn(sales);
        Assert.Equal("6222000011112222", await records.RevealAsync(shop.Buyer.Code, RecordSecret.BankAccount));
        await using var db = boss.Db();
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "BankAccountShown" && a.MemberId == sales.MemberId));
    }

    [Fact]
    public async Task A_phone_in_the_address_is_masked_for_staff_and_whoever_delivers_can_look_at_it()
    {
        const string Address = "济南市示例路 1 号 王先生 13812345678";
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        var order = await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(shop.Member);
        var service = boss.Get<OwnRecordService>();
        await service.ChangeAsync(await service.GetAsync(), Company with { Address = Address });
        Assert.Equal(Address, (await service.GetAsync()).Facts.Address);

        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Admin));
        Assert.EndsWith("138****5678", (await boss.Get<CustomerRecordQueries>().GetAsync(shop.Buyer.Code)).Facts.Address, StringComparison.Ordinal);
        Assert.Equal(Address, await boss.Get<CustomerRecordQueries>().RevealAsync(shop.Buyer.Code, RecordSecret.Address));
        var story = await boss.Get<CustomerStoryQueries>().TellAsync(shop.Buyer.Code);
        Assert.Contains(story.SelectMany(e => e.Changes), c => c.Field == "Address" && c.After.EndsWith("138****5678", StringComparison.Ordinal));

        var orders = boss.Get<OrderDeskQueries>();
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Operations));
        Assert.EndsWith("138****5678", (await orders.GetAsync(order.OrderNo)).Record.Address, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PermissionException>(() => orders.RevealAddressAsync(order.OrderNo));
        var maintenance = await boss.Given.MemberAsync(shop.Root, Role.Maintenance);
        boss.SignIn(maintenance);
        Assert.EndsWith("138****5678", (await orders.GetAsync(order.OrderNo)).Record.Address, StringComparison.Ordinal);
        Assert.Equal(Address, await orders.RevealAddressAsync(order.OrderNo));
        await using var db = boss.Db();
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "AddressShown" && a.MemberId == maintenance.MemberId));
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.DistributorAsync(shop.Root), Role.Maintenance));
        await Assert.ThrowsAsync<NotFoundException>(() => orders.RevealAddressAsync(order.OrderNo));
    }

    [Fact]
    public async Task The_audit_log_never_holds_what_is_masked_and_stays_readable_however_long_the_rest_is()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        var service = boss.Get<OwnRecordService>();
        // A character beyond the first plane takes twelve in the log.
        var wide = (int characters) => string.Concat(Enumerable.Repeat("𠀀", characters));
        await service.ChangeAsync(
            await service.GetAsync(),
            Company with { Address = wide(100), InvoiceTitle = wide(50), Bank = wide(50), RegisteredAddress = wide(100), InvoiceMail = new string('a', 60) + "@example.com" });

        await using var db = boss.Db();
        var lines = await db.AuditEntries.Where(a => a.Subject == $"Customer {shop.Buyer.Id}").Select(a => a.After).ToListAsync();
        Assert.All(lines.Where(line => line.Length > 0), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Contains(lines, line => line.Contains("622*********2222", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("6222000011112222", StringComparison.Ordinal) || line.Contains("8888 9999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R_ISO_2_nobody_else_reads_or_changes_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        var service = boss.Get<OwnRecordService>();
        await service.ChangeAsync(await service.GetAsync(), Company);

        boss.SignIn(await boss.Given.MemberAsync(shop.Buyer, Role.Buyer));
        await Assert.ThrowsAsync<PermissionException>(() => service.GetAsync());
        var records = boss.Get<CustomerRecordQueries>();
        await Assert.ThrowsAsync<PermissionException>(() => records.GetAsync(shop.Buyer.Code));
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Sales));
        await Assert.ThrowsAsync<NotFoundException>(() => records.GetAsync(shop.Buyer.Code));
        await Assert.ThrowsAsync<NotFoundException>(() => records.RevealAsync(shop.Buyer.Code, RecordSecret.RegisteredPhone));
        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.RootAsync("other"), Role.Admin));
        await Assert.ThrowsAsync<NotFoundException>(() => records.GetAsync(shop.Buyer.Code));
        boss.SignIn(await boss.Given.MemberAsync(shop.Root, Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => service.GetAsync());
    }
}
