using System.Net;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Wallets;

public sealed class RechargeTests
{
    [Fact]
    public async Task A_notified_recharge_is_in_wallet_book_and_notices_at_once()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 88.88m);

        Assert.Equal("success", await desk.NotifyAsync(desk.Paid(rechargeNo)));

        await using var db = desk.Boss.Db();
        Assert.Equal(88.88m, await desk.BalanceAsync(shop.Buyer));
        Assert.Equal(
            (CashKind.Recharge, 88.88m, 88.88m, rechargeNo),
            await db.CashRecords.Select(r => ValueTuple.Create(r.Kind, r.Amount, r.BalanceAfter, r.Reference)).SingleAsync());
        var lines = await db.JournalLines.Include(l => l.Account).ToListAsync();
        Assert.Equal(88.88m, lines.Single(l => l.Account.Code == DefaultBook.Alipay).Debit);
        var prepaid = lines.Single(l => l.Account.Code == DefaultBook.Prepaid);
        Assert.Equal((88.88m, shop.Buyer.Id), (prepaid.Credit, prepaid.CounterpartyId));
        Assert.Equal(("RechargePaid", shop.Member.MemberId), await db.Notices.Select(n => ValueTuple.Create(n.Kind, n.MemberId)).SingleAsync());
        Assert.Equal(RechargeStatus.Paid, (await desk.Boss.Get<WalletQueries>().RechargeAsync(rechargeNo)).Status);
        await AssertProvenAsync(desk, shop);
    }

    [Fact]
    public async Task R_ORD_3_a_replayed_notification_is_acknowledged_and_books_once()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var notification = desk.Paid(await desk.StartAsync(shop.Member, 50m));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("success", await desk.NotifyAsync(notification));
        }

        await AssertBookedOnceAsync(desk, shop, 50m);
    }

    [Fact]
    public async Task R_ORD_3_many_notifications_at_once_book_once()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var notification = desk.Paid(await desk.StartAsync(shop.Member, 80m, order.OrderNo));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => desk.NotifyAsync(notification))));

        Assert.All(answers, answer => Assert.Equal("success", answer));
        await using var db = desk.Boss.Db();
        Assert.Equal(1, await db.CashRecords.CountAsync(r => r.Kind == CashKind.Recharge));
        Assert.Equal(1, await db.CashRecords.CountAsync(r => r.Kind == CashKind.OrderPayment));
        Assert.Equal(1, await db.FulfilmentTasks.CountAsync());
        Assert.Equal(0m, await desk.BalanceAsync(shop.Buyer));
        await AssertProvenAsync(desk, shop);
    }

    [Fact]
    public async Task A_forged_notification_is_answered_failure_and_books_nothing()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        var changed = desk.Paid(rechargeNo);
        changed["total_amount"] = "5000.00";
        var unsigned = desk.Paid(rechargeNo);
        unsigned.Remove("sign");
        var weaker = desk.Paid(rechargeNo);
        weaker["sign_type"] = "RSA";

        foreach (var forged in (Dictionary<string, string>[])[changed, unsigned, weaker, [], new() { ["out_trade_no"] = rechargeNo, ["trade_status"] = "TRADE_SUCCESS" }])
        {
            Assert.Equal("failure", await desk.NotifyAsync(forged));
        }

        await AssertNothingBookedAsync(desk, shop, rechargeNo);
    }

    [Theory]
    [InlineData("total_amount", "49.99")]
    [InlineData("total_amount", "50.01")]
    [InlineData("app_id", "2021000000000009")]
    [InlineData("seller_id", "2088000000000009")]
    [InlineData("out_trade_no", "RC00000000000000000000")]
    [InlineData("notify_type", "trade_complaint")]
    [InlineData("total_amount", "1e2")]
    public async Task A_signed_notification_about_something_else_is_answered_failure_and_books_nothing(string field, string value)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);

        Assert.Equal("failure", await desk.NotifyAsync(desk.Paid(rechargeNo, (field, value))));

        await AssertNothingBookedAsync(desk, shop, rechargeNo);
    }

    [Theory]
    [InlineData("trade_status", "WAIT_BUYER_PAY")]
    [InlineData("trade_status", "TRADE_CLOSED")]
    [InlineData("refund_fee", "50.00")]
    [InlineData("gmt_refund", "2026-01-05 10:00:00.000")]
    public async Task A_notification_that_tells_of_no_payment_is_acknowledged_and_books_nothing(string field, string value)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);

        Assert.Equal("success", await desk.NotifyAsync(desk.Paid(rechargeNo, (field, value))));

        await AssertNothingBookedAsync(desk, shop, rechargeNo);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "success")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8", "success")]
    [InlineData("application/x-www-form-urlencoded; text/html; charset=utf-8", "success")]
    [InlineData("Application/X-WWW-Form-Urlencoded;text/html", "success")]
    [InlineData("text/html; application/x-www-form-urlencoded", "failure")]
    [InlineData("text/plain", "failure")]
    public async Task A_notification_is_a_form_when_its_content_type_begins_so_whatever_follows(string contentType, string answer)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);

        Assert.Equal(answer, await desk.NotifyAsync(desk.Paid(rechargeNo), contentType));

        Assert.Equal(answer == "success" ? RechargeStatus.Paid : RechargeStatus.Pending, (await desk.FindAsync(rechargeNo)).Status);
    }

    [Fact]
    public async Task A_notification_that_is_no_form_or_is_huge_is_answered_failure()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal("failure", await (await desk.Browser.PostAsync("/pay/alipay/notify", json)).Content.ReadAsStringAsync());
        Assert.Equal("failure", await desk.NotifyAsync(Enumerable.Range(0, 2000).ToDictionary(i => $"k{i}", _ => "v")));
    }

    [Fact]
    public async Task Money_that_arrives_after_the_recharge_was_closed_is_in_the_wallet_once()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        var late = desk.Paid(rechargeNo);
        await using (var db = desk.Boss.Db(shop.Buyer.Id, shop.Root.Id))
        {
            (await db.Recharges.SingleAsync()).Close();
            await db.SaveChangesAsync();
        }

        Assert.Equal("success", await desk.NotifyAsync(late));
        Assert.Equal("success", await desk.NotifyAsync(late));

        await AssertBookedOnceAsync(desk, shop, 50m);
    }

    [Fact]
    public async Task Money_for_an_order_that_was_cancelled_stays_in_the_wallet_and_a_notice_says_so()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var rechargeNo = await desk.StartAsync(shop.Member, 80m, order.OrderNo);
        var late = desk.Paid(rechargeNo);
        await using (var db = desk.Boss.Db(shop.Buyer.Id, shop.Root.Id))
        {
            (await db.Orders.SingleAsync()).Cancel(By.Part("test"), "", desk.Boss.Now);
            await db.SaveChangesAsync();
        }

        Assert.Equal("success", await desk.NotifyAsync(late));

        await AssertBookedOnceAsync(desk, shop, 80m);
        await using var after = desk.Boss.Db();
        Assert.Equal(OrderStatus.Cancelled, (await after.Orders.SingleAsync()).Status);
        var notice = await after.Notices.SingleAsync();
        Assert.Equal(("RechargeKept", $"80.00\n{order.OrderNo}"), (notice.Kind, notice.Args));
        var seen = await desk.Boss.Get<WalletQueries>().RechargeAsync(rechargeNo);
        Assert.Equal((RechargeStatus.Paid, order.OrderNo, false), (seen.Status, seen.OrderNo, seen.OrderPaid));
    }

    [Fact]
    public async Task Money_for_an_order_that_was_paid_otherwise_meanwhile_stays_in_the_wallet_and_is_not_said_to_have_paid_it()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 80m);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        var rechargeNo = await desk.StartAsync(shop.Member, 80m, order.OrderNo);
        await desk.Boss.Get<PaymentService>().PayFromWalletAsync(order.OrderNo);
        desk.Boss.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("success", await desk.NotifyAsync(desk.Paid(rechargeNo)));

        Assert.Equal(80m, await desk.BalanceAsync(shop.Buyer));
        var seen = await desk.Boss.Get<WalletQueries>().RechargeAsync(rechargeNo);
        Assert.Equal((RechargeStatus.Paid, false), (seen.Status, seen.OrderPaid));
        await using var db = desk.Boss.Db();
        Assert.Equal(1, await db.Notices.CountAsync(n => n.Kind == "RechargeKept"));
        await AssertProvenAsync(desk, shop);
    }

    [Fact]
    public async Task Alipay_recharges_and_pays_an_order_in_one_step()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 3));
        desk.Boss.SignIn(shop.Member);
        var rechargeNo = await desk.Boss.Get<PaymentService>().StartAlipayAsync(order.OrderNo);
        desk.Alipay.OpenCashier((await desk.Recharges.PayFormAsync(rechargeNo)).Fields);

        Assert.Equal("success", await desk.NotifyAsync(desk.Paid(rechargeNo)));

        await using var db = desk.Boss.Db();
        Assert.Equal(OrderStatus.Paid, (await db.Orders.SingleAsync()).Status);
        Assert.Equal([240m, -240m], await db.CashRecords.OrderBy(r => r.Id).Select(r => r.Amount).ToListAsync());
        Assert.Equal(0m, await desk.BalanceAsync(shop.Buyer));
        Assert.Equal(1, await db.FulfilmentTasks.CountAsync());
        Assert.True((await desk.Boss.Get<WalletQueries>().RechargeAsync(rechargeNo)).OrderPaid);
        await AssertProvenAsync(desk, shop);
    }

    [Theory]
    [InlineData("0", "Common.AmountInvalid")]
    [InlineData("-1", "Common.AmountInvalid")]
    [InlineData("0.001", "Common.AmountInvalid")]
    [InlineData("12.345", "Common.AmountInvalid")]
    [InlineData("100000000.01", "Wallets.AmountTooLarge")]
    [InlineData("1234567890123456789", "Wallets.AmountTooLarge")]
    public async Task A_recharge_of_a_senseless_amount_is_refused_at_its_field(string amount, string code)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        desk.Boss.SignIn(shop.Member);

        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            desk.Recharges.StartAsync(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal((code, "amount"), (refusal.Code, refusal.Field));
        await using var db = desk.Boss.Db();
        Assert.False(await db.Recharges.AnyAsync());
    }

    [Theory]
    [InlineData("0.01")]
    [InlineData("100000000")]
    public async Task The_smallest_and_the_largest_recharge_open_the_cashier(string amount)
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var yuan = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        var rechargeNo = await desk.StartAsync(shop.Member, yuan);

        Assert.Equal(yuan, desk.Alipay.Find(rechargeNo)!.Amount);
    }

    [Fact]
    public async Task Another_organizations_recharge_is_not_found()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        var stranger = await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(shop.Root), Role.Buyer);
        desk.Boss.SignIn(stranger);

        await Assert.ThrowsAsync<NotFoundException>(() => desk.Boss.Get<WalletQueries>().RechargeAsync(rechargeNo));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Recharges.PayFormAsync(rechargeNo));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Recharges.RefreshAsync(rechargeNo));
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Browser.GetAsync($"/pay/alipay/{rechargeNo}")).StatusCode);
        Assert.Equal(0, desk.GatewayCalls.Calls);
        Assert.Empty((await desk.Boss.Get<WalletQueries>().CashAsync(new PageRequest(1, 20, null, false, new Dictionary<string, string>()))).Rows);
    }

    [Fact]
    public async Task R_ISO_1_a_recharge_does_not_begin_for_another_customers_order()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var order = await desk.Boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        desk.Boss.SignIn(await desk.Boss.Given.MemberAsync(await desk.Boss.Given.CustomerAsync(shop.Root), Role.Buyer));

        await Assert.ThrowsAsync<NotFoundException>(() => desk.Recharges.StartAsync(80m, order.OrderNo));
        await Assert.ThrowsAsync<NotFoundException>(() => desk.Recharges.StartAsync(80m, "KB-NO-SUCH-ORDER"));

        await using var db = desk.Boss.Db();
        Assert.False(await db.Recharges.AnyAsync());
    }

    [Fact]
    public async Task Only_members_with_the_permission_recharge_and_only_where_Alipay_is_set_up()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        desk.Boss.SignIn(await desk.Boss.Given.MemberAsync(shop.Buyer, Role.Admin));
        await Assert.ThrowsAsync<PermissionException>(() => desk.Recharges.StartAsync(1m));
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Browser.GetAsync($"/pay/alipay/{rechargeNo}")).StatusCode);
        desk.Boss.SignIn(null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.Browser.GetAsync($"/pay/alipay/{rechargeNo}")).StatusCode);

        await using var bare = await TestKBoss.StartAsync();
        var other = await bare.Given.ShopAsync(money: 0);
        bare.SignIn(other.Member);
        Assert.False(bare.Get<RechargeService>().IsAvailable);
        Assert.Equal("Wallets.AlipayNotConfigured", (await Assert.ThrowsAsync<RuleException>(() => bare.Get<RechargeService>().StartAsync(1m))).Code);
        Assert.Equal(0, await bare.Get<RechargeService>().QueryPendingAsync());
    }

    [Fact]
    public async Task The_buyer_is_led_to_the_cashier_while_the_recharge_can_be_paid_and_to_its_page_afterwards()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);

        var first = await desk.Browser.GetAsync($"/pay/alipay/{rechargeNo}");
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.StartsWith("https://alipay.test/gateway.do?", first.Headers.Location!.ToString(), StringComparison.Ordinal);

        await desk.NotifyAsync(desk.Paid(rechargeNo));
        var second = await desk.Browser.GetAsync($"/pay/alipay/{rechargeNo}");
        Assert.Equal($"/me/recharge/{rechargeNo}", second.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_return_of_the_browser_leads_to_the_waiting_page_and_books_nothing()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        var signed = new Uri(desk.Alipay.SignedReturnUrl(desk.Alipay.Pay(rechargeNo, notify: false))).PathAndQuery;

        Assert.Equal($"/me/recharge/{rechargeNo}", (await desk.Browser.GetAsync(signed)).Headers.Location!.ToString());
        Assert.Equal("/me/cash", (await desk.Browser.GetAsync(signed.Replace(rechargeNo, "RC1", StringComparison.Ordinal))).Headers.Location!.ToString());
        Assert.Equal("/me/cash", (await desk.Browser.GetAsync("/pay/alipay/return")).Headers.Location!.ToString());

        await AssertNothingBookedAsync(desk, shop, rechargeNo);
    }

    [Fact]
    public async Task The_waiting_page_learns_from_Alipay_what_no_notification_told()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 50m);
        await desk.Recharges.RefreshAsync(rechargeNo);
        Assert.Equal(RechargeStatus.Pending, (await desk.FindAsync(rechargeNo)).Status);

        var notification = desk.Paid(rechargeNo);
        await desk.Recharges.RefreshAsync(rechargeNo);
        var calls = desk.GatewayCalls.Calls;
        await desk.Recharges.RefreshAsync(rechargeNo);
        Assert.Equal(calls, desk.GatewayCalls.Calls);
        Assert.Equal("success", await desk.NotifyAsync(notification));

        await AssertBookedOnceAsync(desk, shop, 50m);
    }

    [Fact]
    public async Task The_job_settles_what_is_paid_closes_what_has_expired_and_leaves_the_rest()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var abandoned = await desk.StartAsync(shop.Member, 10m);
        var scanned = await desk.StartAsync(shop.Member, 20m);
        desk.Alipay.Scan(scanned);
        Assert.Equal(0, await desk.Recharges.QueryPendingAsync());
        Assert.Equal(0, desk.GatewayCalls.Calls);

        desk.Boss.Time.Advance(Recharge.PayWithin - TimeSpan.FromMinutes(5));
        var paid = await desk.StartAsync(shop.Member, 30m);
        var open = await desk.StartAsync(shop.Member, 40m);
        desk.Alipay.Pay(paid, notify: false);
        desk.Boss.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await desk.Recharges.QueryPendingAsync());
        Assert.Equal(30m, await desk.BalanceAsync(shop.Buyer));

        desk.Boss.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(2, await desk.Recharges.QueryPendingAsync());
        Assert.Equal(
            [RechargeStatus.Closed, RechargeStatus.Closed, RechargeStatus.Paid, RechargeStatus.Pending],
            [(await desk.FindAsync(abandoned)).Status, (await desk.FindAsync(scanned)).Status, (await desk.FindAsync(paid)).Status, (await desk.FindAsync(open)).Status]);
        Assert.Equal(0, await desk.Recharges.QueryPendingAsync());
        await AssertBookedOnceAsync(desk, shop, 30m);
    }

    [Fact]
    public async Task The_job_closes_an_expired_trade_at_Alipay_so_that_it_cannot_be_paid_any_more()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 20m);
        var asked = new List<string>();
        var answer = desk.GatewayCalls.Answer;
        desk.GatewayCalls.Answer = fields =>
        {
            asked.Add(fields["method"]);
            return answer(fields);
        };
        desk.Boss.Time.Advance(Recharge.PayWithin);

        Assert.Equal(1, await desk.Recharges.QueryPendingAsync());

        Assert.Equal(["alipay.trade.query", "alipay.trade.close"], asked);
        Assert.Equal(RechargeStatus.Closed, (await desk.FindAsync(rechargeNo)).Status);
    }

    [Fact]
    public async Task The_job_leaves_everything_pending_while_Alipay_does_not_answer_and_settles_it_afterwards()
    {
        await using var desk = await AlipayDesk.OpenAsync();
        var shop = await desk.Boss.Given.ShopAsync(money: 0);
        var rechargeNo = await desk.StartAsync(shop.Member, 20m);
        desk.Alipay.Pay(rechargeNo, notify: false);
        desk.Boss.Time.Advance(TimeSpan.FromMinutes(2));

        var answer = desk.GatewayCalls.Answer;
        desk.GatewayCalls.Answer = _ => "<html>maintenance</html>";
        Assert.Equal(0, await desk.Recharges.QueryPendingAsync());
        await Assert.ThrowsAsync<AlipayException>(() => desk.Recharges.RefreshAsync(rechargeNo));
        await AssertNothingBookedAsync(desk, shop, rechargeNo);

        desk.GatewayCalls.Answer = answer;
        Assert.Equal(1, await desk.Recharges.QueryPendingAsync());
        await AssertBookedOnceAsync(desk, shop, 20m);
    }

    private static async Task AssertBookedOnceAsync(AlipayDesk desk, Shop shop, decimal amount)
    {
        await using var db = desk.Boss.Db();
        Assert.Equal(amount, await desk.BalanceAsync(shop.Buyer));
        Assert.Equal(amount, (await db.CashRecords.SingleAsync()).Amount);
        Assert.Equal(LedgerEvents.Recharge, (await db.JournalEntries.SingleAsync()).EventKind);
        await AssertProvenAsync(desk, shop);
    }

    private static async Task AssertNothingBookedAsync(AlipayDesk desk, Shop shop, string rechargeNo)
    {
        await using var db = desk.Boss.Db();
        Assert.Equal(RechargeStatus.Pending, (await desk.FindAsync(rechargeNo)).Status);
        Assert.Equal(0m, await desk.BalanceAsync(shop.Buyer));
        Assert.False(await db.CashRecords.AnyAsync());
        Assert.False(await db.JournalEntries.AnyAsync());
        Assert.False(await db.Notices.AnyAsync());
    }

    private static async Task AssertProvenAsync(AlipayDesk desk, Shop shop)
    {
        await using var db = desk.Boss.Db(shop.Root.Id);
        Assert.True((await BookVerification.RunAsync(db, shop.Root.Id, desk.Boss.Now, default)).Proven);
    }
}
