using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Wallets;
using KBoss.Infrastructure.Wallets.Offline;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Wallets.Offline;

public sealed class OfflineRechargeTests
{
    [Theory]
    [InlineData(false, RechargeChannel.Bank, DefaultBook.Bank)]
    [InlineData(true, RechargeChannel.Bank, DefaultBook.Bank)]
    [InlineData(true, RechargeChannel.Cash, DefaultBook.Cash)]
    [InlineData(false, RechargeChannel.Other, DefaultBook.OtherMoney)]
    public async Task Without_a_policy_the_money_is_credited_at_once_in_wallet_books_and_notices(bool below, RechargeChannel way, string account)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        var changes = new List<WalletChanged>();
        using var hearing = world.Boss.Get<Changes>().Subscribe<WalletChanged>(changes.Add);

        var entered = await world.EnterAsync(world.Form(1234.56m, way, note: "柜台收款"));

        Assert.Null(entered.RequestNo);
        Assert.Equal(1234.56m, (await world.WalletAsync()).Balance);
        Assert.Equal((1234.56m, 1234.56m), (await world.AccountAsync(account), await world.AccountAsync(DefaultBook.Prepaid)));
        await using var db = world.Boss.Db();
        var record = await db.CashRecords.SingleAsync();
        Assert.Equal((CashKind.OfflineRecharge, 1234.56m, 1234.56m, entered.RechargeNo), (record.Kind, record.Amount, record.BalanceAfter, record.Reference));
        var entry = await db.JournalEntries.SingleAsync(e => e.OrganizationId == world.Seller.Id);
        Assert.Equal((LedgerEvents.OfflineRecharge, entered.RechargeNo), (entry.EventKind, entry.Reference));
        var notice = await db.Notices.SingleAsync();
        Assert.Equal(("RechargedOffline", world.Buyer.MemberId, entered.RechargeNo), (notice.Kind, notice.MemberId, notice.Subject));
        Assert.Equal("1,234.56", notice.Args.Split('\n')[0]);
        Assert.Equal([new WalletChanged(world.Seller.Id, world.Customer.Id)], changes);
        var recharge = await db.Recharges.SingleAsync();
        Assert.Equal((RechargeStatus.Paid, way, By.Nobody), (recharge.Status, recharge.Channel, recharge.StartedBy));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_or_at_once_is_one_recharge()
    {
        await using var world = await MoneyWorld.StartAsync();
        var form = world.Form(50m, reference: "6222 0001", slip: new Upload("回单.pdf", People.Pdf));
        world.Boss.SignIn(world.Finance);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var window = world.Boss.NewScope();
            return await window.ServiceProvider.GetRequiredService<OfflineRechargeService>().EnterAsync(form);
        })));
        var again = await world.EnterAsync(form);

        Assert.Single(answers.Append(again).Distinct());
        Assert.Equal(50m, (await world.WalletAsync()).Balance);
        Assert.Single(world.Boss.KeysOnDisk);
        Assert.Equal("Wallets.FormSent", await MoneyWorld.RefusedAsync(() => world.EnterAsync(
            form with { Received = form.Received with { Amount = 60m } })));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_same_reference_is_asked_about_however_it_is_spelled_and_goes_through_once_it_is_known()
    {
        await using var world = await MoneyWorld.StartAsync();
        var other = await world.Boss.Given.CustomerAsync(world.Seller);
        var first = await world.EnterAsync(world.Form(100m, reference: "icbc-2026 0001"));

        var second = world.Form(80m, reference: "ＩＣＢＣ２０２６０００１", customer: other);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => world.EnterAsync(second));
        Assert.Equal(("Wallets.ReferenceUsed", "reference"), (refusal.Code, refusal.Field));
        var same = Assert.Single(await world.As<OfflineRechargeQueries>(world.Finance).SameReferenceAsync(RechargeChannel.Bank, "icbc 2026-0001"));
        Assert.Equal((first.RechargeNo, world.Customer.Name, 100m, OfflineRechargeStatus.Posted), (same.RechargeNo, same.Customer, same.Amount, same.Status));
        // The same number in another way is another number.
        await world.EnterAsync(world.Form(1m, RechargeChannel.Cash, "icbc-2026 0001"));

        var known = await world.EnterAsync(second with { SameKnown = [first.RechargeNo] });

        Assert.Equal(2, (await world.EnteredAsync(known.RechargeNo)).Occurrence);
        Assert.Equal([first.RechargeNo], (await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(known.RechargeNo)).SameReference);
        // A third one has to be known with both.
        Assert.Equal("Wallets.ReferenceUsed", await MoneyWorld.RefusedAsync(() => world.EnterAsync(
            world.Form(3m, reference: "ICBC20260001", known: [first.RechargeNo]))));
    }

    [Fact]
    public async Task Two_who_enter_the_same_reference_at_once_see_each_other()
    {
        using var queue = new ReadFirst();
        await using var world = await MoneyWorld.StartAsync(boss: await queue.StartAsync());
        var outcome = "";
        world.Boss.SignIn(world.Finance);
        queue.Meanwhile(async () => outcome = await Ending.OfAsync(() => world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form(20m, reference: "A1"))));

        var first = await Ending.OfAsync(() => world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form(10m, reference: "A1")));

        Assert.Equal(("Wallets.ReferenceUsed", ""), (first, outcome));
        Assert.Equal(20m, (await world.WalletAsync()).Balance);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_is_entered_is_checked_at_its_field()
    {
        await using var world = await MoneyWorld.StartAsync();
        var today = ChinaTime.Day(world.Boss.Now);

        async Task<(string Code, string? Field)> Of(EnterRecharge form)
        {
            var refusal = await Assert.ThrowsAnyAsync<RuleException>(() => world.EnterAsync(form));
            return (refusal.Code, refusal.Field);
        }

        Assert.Equal(("Common.AmountInvalid", "amount"), await Of(world.Form(0m)));
        Assert.Equal(("Common.AmountInvalid", "amount"), await Of(world.Form(-5m)));
        Assert.Equal(("Common.AmountInvalid", "amount"), await Of(world.Form(1.005m)));
        Assert.Equal(("Wallets.AmountTooLarge", "amount"), await Of(world.Form(100_000_000.01m)));
        Assert.Equal(("Wallets.WayUnknown", "way"), await Of(world.Form(way: RechargeChannel.Alipay, reference: "X1")));
        Assert.Equal(("Wallets.ReferenceNeeded", "reference"), await Of(world.Form(reference: "")));
        Assert.Equal(("Wallets.ReferenceNeeded", "reference"), await Of(world.Form(way: RechargeChannel.Cash, reference: "—-")));
        Assert.Equal(("Common.TextTooLong", "reference"), await Of(world.Form(reference: new string('7', 65))));
        Assert.Equal(("Common.CharacterHidden", "reference"), await Of(world.Form(reference: "12\u200B34")));
        Assert.Equal(("Wallets.DayAhead", "value-day"), await Of(world.Form(day: today.AddDays(1))));
        Assert.Equal(("Wallets.DayLongAgo", "value-day"), await Of(world.Form(day: today.AddDays(-OfflineRecharge.UsualDays - 1))));
        Assert.Equal(("Common.FileTypeRefused", "slip"), await Of(world.Form(slip: new Upload("slip.pdf", "MZ no slip"u8.ToArray()))));
        await using (var db = world.Boss.Db())
        {
            Assert.False(await db.OfflineRecharges.AnyAsync() || await db.CashRecords.AnyAsync());
        }

        await world.EnterAsync(world.Form(1m, day: today.AddDays(-OfflineRecharge.UsualDays - 1), longAgo: true));
        await world.EnterAsync(world.Form(2m, day: today.AddDays(-OfflineRecharge.UsualDays)));
        await world.EnterAsync(world.Form(3m, RechargeChannel.Cash));
        await world.EnterAsync(world.Form(4m, RechargeChannel.Cash));
        Assert.Equal(10m, (await world.WalletAsync()).Balance);
    }

    [Fact]
    public async Task The_day_of_value_is_a_day_of_Shanghai()
    {
        await using var world = await MoneyWorld.StartAsync();
        // 17:00 UTC: in Shanghai it is tomorrow already.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 5, 17, 0, 0, TimeSpan.Zero));
        await world.EnterAsync(world.Form(day: new DateOnly(2026, 1, 6)));
        Assert.Equal("Wallets.DayAhead", await MoneyWorld.RefusedAsync(() => world.EnterAsync(world.Form(day: new DateOnly(2026, 1, 7)))));
    }

    [Fact]
    public async Task A_customer_of_another_distributor_is_not_found_whatever_is_tried()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        var foreign = await world.Boss.Given.CustomerAsync(world.Root);
        var entered = await world.EnterAsync(world.Form(slip: new Upload("slip.pdf", People.Pdf)));

        await Assert.ThrowsAsync<NotFoundException>(() => world.EnterAsync(world.Form(customer: foreign, slip: new Upload("slip.pdf", People.Pdf))));
        Assert.Single(world.Boss.KeysOnDisk);
        // What the one above does with what is below it, and the other way round.
        var above = await world.Boss.Given.MemberAsync(world.Root, Role.Finance, Role.Admin);
        var queries = world.As<OfflineRechargeQueries>(above);
        await Assert.ThrowsAsync<NotFoundException>(() => queries.GetAsync(entered.RechargeNo));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.OpenSlipAsync(entered.RechargeNo));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.CustomerAsync(world.Customer.Code));
        Assert.Empty((await queries.SuggestAsync(world.Customer.Name)).Rows);
        Assert.Empty(await queries.SameReferenceAsync(RechargeChannel.Bank, (await world.EnteredAsync(entered.RechargeNo)).Reference));
        Assert.Equal(0, (await queries.ListAsync(new PageRequest(1, 20, null, false, new Dictionary<string, string>()))).Total);
        await Assert.ThrowsAsync<NotFoundException>(() => world.Boss.Get<OfflineRechargeService>().ReverseAsync(entered.RechargeNo, "x"));
        // The same reference of another seller is none of this one's business.
        var reference = (await world.EnteredAsync(entered.RechargeNo)).Reference;
        world.Boss.SignIn(above);
        await world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form(reference: reference, customer: foreign));
    }

    [Theory]
    [InlineData(Role.Sales)]
    [InlineData(Role.Operations)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Maintenance)]
    public async Task Only_Finance_enters_and_reverses(Role role)
    {
        await using var world = await MoneyWorld.StartAsync();
        var entered = await world.EnterAsync();
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(world.Seller, role));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form()));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<OfflineRechargeService>().ReverseAsync(entered.RechargeNo, "x"));
        await Assert.ThrowsAsync<PermissionException>(() => world.Boss.Get<OfflineRechargeQueries>().SuggestAsync("客户"));
    }

    [Fact]
    public async Task A_customer_is_found_by_name_contact_code_and_whole_phone_and_by_no_part_of_it()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        await world.EnterAsync(world.Form(12m));
        var queries = world.As<OfflineRechargeQueries>(world.Finance);
        string phone;
        await using (var db = world.Boss.Db())
        {
            phone = (await db.Customers.SingleAsync(c => c.BuyerId == world.Customer.Id)).Phone;
        }

        foreach (var typed in new[] { world.Customer.Name, world.Customer.Code.ToUpperInvariant(), "联系", phone, $"+86 {phone}" })
        {
            var found = Assert.Single((await queries.SuggestAsync(typed)).Rows);
            Assert.Equal((world.Customer.Code, 12m), (found.Code, found.Balance));
            Assert.Contains('*', found.Phone);
        }

        Assert.Empty((await queries.SuggestAsync(phone[3..])).Rows);
        Assert.Empty((await queries.SuggestAsync("  ")).Rows);
        Assert.Empty((await queries.SuggestAsync("%")).Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_policy_nothing_is_credited_before_the_last_consent(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        await world.PolicyAsync(
            new LevelTerms([new ApproverTerms(ApproverKind.Member, world.Admin.MemberId)], AmountFrom: 100m));
        var small = await world.EnterAsync(world.Form(99.99m));
        Assert.Null(small.RequestNo);

        var entered = await world.EnterAsync(world.Form(100m, reference: "B2", slip: new Upload("回单.pdf", People.Pdf), note: "定金"));

        Assert.NotNull(entered.RequestNo);
        Assert.Equal(99.99m, (await world.WalletAsync()).Balance);
        Assert.Equal(OfflineRechargeStatus.Pending, (await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(entered.RechargeNo)).Status);
        await using (var db = world.Boss.Db(world.Customer.Id))
        {
            // The customer sees nothing of it before it is credited.
            Assert.Equal(1, await db.Recharges.CountAsync());
            Assert.Empty(await db.OfflineRecharges.ToListAsync());
        }

        Assert.Equal("Wallets.NotPosted", await MoneyWorld.RefusedAsync(() => world.ReverseAsync(entered.RechargeNo)));
        // Whoever is asked sees the evidence and the slip without seeing the money of customers.
        var evidence = (await world.As<ApprovalQueries>(world.Admin).GetAsync(entered.RequestNo)).Evidence<OfflineRechargeEvidence>();
        Assert.Equal((100m, 99.99m, 199.99m, "B2", "定金", true), (
            evidence.Amount, evidence.BalanceBefore, evidence.BalanceAfter, evidence.Reference, evidence.Note, evidence.HasSlip));
        Assert.Equal((1, 99.99m, 0, 0m), (evidence.Recharges, evidence.Recharged, evidence.Orders, evidence.Spent));
        Assert.Equal(small.RechargeNo, Assert.Single(evidence.Movements).Reference);
        var (_, type, content) = await world.As<OfflineRechargeQueries>(world.Admin).OpenSlipAsync(entered.RechargeNo);
        Assert.Equal(("application/pdf", People.Pdf.Length), (type, content.Length));
        var stranger = await world.Boss.Given.MemberAsync(world.Seller, Role.Maintenance);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<OfflineRechargeQueries>(stranger).OpenSlipAsync(entered.RechargeNo));

        var decided = await world.As<ApprovalService>(world.Admin).DecideAsync(entered.RequestNo, new DecideApproval(true, ""));

        Assert.Equal(ApprovalStatus.Approved, decided.Status);
        Assert.Equal(199.99m, (await world.WalletAsync()).Balance);
        var posted = await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(entered.RechargeNo);
        Assert.Equal((OfflineRechargeStatus.Posted, world.Finance.Name, world.Admin.Name), (posted.Status, posted.EnteredBy.Name, posted.PostedBy.Name));
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_threshold_is_judged_by_all_of_a_Shanghai_day_that_is_credited_or_waits(bool below)
    {
        await using var world = await MoneyWorld.StartAsync(below);
        await world.PolicyAsync(new LevelTerms([new ApproverTerms(ApproverKind.Member, world.Admin.MemberId)], AmountFrom: 100m));
        var other = await world.Boss.Given.CustomerAsync(world.Seller);
        Assert.Null((await world.EnterAsync(world.Form(60m))).RequestNo);
        // Another customer's is another payment.
        Assert.Null((await world.EnterAsync(world.Form(60m, customer: other))).RequestNo);

        var second = await world.EnterAsync(world.Form(40m));
        Assert.NotNull(second.RequestNo);
        var details = await world.As<ApprovalQueries>(world.Admin).GetAsync(second.RequestNo);
        Assert.Equal((40m, 100m), (details.Row.Amount, details.Evidence<OfflineRechargeEvidence>().Today));
        Assert.Equal(100m, (await world.As<OfflineRechargeQueries>(world.Finance).CustomerAsync(world.Customer.Code)).EarlierToday);
        // What waits counts, what was refused or taken back does not.
        await world.As<ApprovalService>(world.Admin).DecideAsync(second.RequestNo, new DecideApproval(false, "没有到账"));
        var third = await world.EnterAsync(world.Form(39m));
        Assert.Null(third.RequestNo);
        await world.ReverseAsync(third.RechargeNo);
        Assert.Null((await world.EnterAsync(world.Form(39.99m))).RequestNo);

        // The next day begins in Shanghai, where it is 16:00 UTC.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(ChinaTime.End(ChinaTime.Day(world.Boss.Now)), TimeSpan.Zero));
        Assert.Null((await world.EnterAsync(world.Form(99m))).RequestNo);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Two_who_enter_parts_at_once_do_not_both_pass_under_the_threshold()
    {
        using var queue = new ReadFirst();
        await using var world = await MoneyWorld.StartAsync(boss: await queue.StartAsync());
        await world.PolicyAsync(new LevelTerms([new ApproverTerms(ApproverKind.Member, world.Admin.MemberId)], AmountFrom: 100m));
        world.Boss.SignIn(world.Finance);
        EnteredRecharge? first = null;
        queue.Meanwhile(async () => first = await world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form(60m)));

        var second = await world.Boss.Get<OfflineRechargeService>().EnterAsync(world.Form(60m));

        Assert.Single(new[] { first!.RequestNo, second.RequestNo }, no => no is not null);
    }

    [Fact]
    public async Task A_refused_recharge_moves_nothing_and_says_so_in_the_list()
    {
        await using var world = await MoneyWorld.StartAsync();
        await world.PolicyAsync(new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Admin)]));
        var refused = await world.EnterAsync(world.Form(10m));
        var pending = await world.EnterAsync(world.Form(20m));
        await world.As<ApprovalService>(world.Admin).DecideAsync(refused.RequestNo!, new DecideApproval(false, "没有到账"));

        var queries = world.As<OfflineRechargeQueries>(world.Finance);
        async Task<IEnumerable<string>> With(string status) => (await queries.ListAsync(new PageRequest(1, 20, null, false,
            new Dictionary<string, string> { ["status"] = status }))).Rows.Select(r => r.RechargeNo);
        Assert.Equal([refused.RechargeNo], await With("Refused"));
        Assert.Equal([pending.RechargeNo], await With("Pending"));
        Assert.Empty(await With("Posted"));
        Assert.Equal(0m, (await world.WalletAsync()).Balance);
        Assert.Equal("Wallets.NotPosted", await MoneyWorld.RefusedAsync(() => world.ReverseAsync(refused.RechargeNo)));
        var told = await world.As<OfflineRechargeQueries>(world.Finance).GetAsync(refused.RechargeNo);
        Assert.Equal((world.Admin.Name, "没有到账"), (told.ClosedBy.Name, told.ClosedBecause));
        await using var db = world.Boss.Db();
        Assert.EndsWith("没有到账", (await db.Notices.SingleAsync(n => n.MemberId == world.Finance.MemberId)).Args, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_withdrawn_or_that_nobody_decided_in_time_is_called_so()
    {
        await using var world = await MoneyWorld.StartAsync(below: true);
        await world.PolicyAsync(new LevelTerms([new ApproverTerms(ApproverKind.Role, Role: Role.Admin)]));
        var withdrawn = await world.EnterAsync(world.Form(10m));
        var late = await world.EnterAsync(world.Form(20m));
        await world.As<ApprovalService>(world.Finance).WithdrawAsync(withdrawn.RequestNo!, "金额录错");
        world.Boss.Time.Advance(TimeSpan.FromDays(30));

        var queries = world.As<OfflineRechargeQueries>(world.Finance);
        async Task<IEnumerable<string>> With(string status) => (await queries.ListAsync(new PageRequest(1, 20, null, false,
            new Dictionary<string, string> { ["status"] = status }))).Rows.Where(r => r.Status.ToString() == status).Select(r => r.RechargeNo);
        Assert.Equal([withdrawn.RechargeNo], await With("Withdrawn"));
        Assert.Equal([late.RechargeNo], await With("Expired"));
        Assert.Empty((await With("Pending")).Concat(await With("Refused")));
        var told = await queries.GetAsync(withdrawn.RechargeNo);
        Assert.Equal((OfflineRechargeStatus.Withdrawn, world.Finance.Name, "金额录错"), (told.Status, told.ClosedBy.Name, told.ClosedBecause));
        Assert.Equal(OfflineRechargeStatus.Expired, (await queries.GetAsync(late.RechargeNo)).Status);
    }

    [Fact]
    public async Task A_search_says_how_many_it_finds_and_offers_what_is_exactly_it_first()
    {
        await using var world = await MoneyWorld.StartAsync();
        var begins = await world.Boss.Given.CustomerAsync(world.Seller);
        for (var i = 1; i < OfflineRechargeQueries.MostSuggestions + 2; i++)
        {
            await world.Boss.Given.CustomerAsync(world.Seller);
        }

        await using (var db = world.Boss.Db())
        {
            await db.Customers.ExecuteUpdateAsync(set => set.SetProperty(c => c.Contact, "甲乙丙"));
            await db.Customers.Where(c => c.BuyerId == world.Customer.Id).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.Contact, "乙").SetProperty(c => c.Name, "龘"));
            await db.Customers.Where(c => c.BuyerId == begins.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, "乙龘"));
        }

        var found = await world.As<OfflineRechargeQueries>(world.Finance).SuggestAsync("乙");
        Assert.Equal((OfflineRechargeQueries.MostSuggestions, OfflineRechargeQueries.MostSuggestions + 3), (found.Rows.Count, found.Total));
        Assert.Equal([world.Customer.Code, begins.Code], found.Rows.Take(2).Select(row => row.Code));
    }

    [Fact]
    public async Task The_list_is_filtered_by_customer_way_reference_status_and_day_and_exported_as_it_is_found()
    {
        await using var world = await MoneyWorld.StartAsync();
        var other = await world.Boss.Given.CustomerAsync(world.Seller);
        var today = ChinaTime.Day(world.Boss.Now);
        var bank = await world.EnterAsync(world.Form(10m, reference: "ICBC-0001", day: today.AddDays(-3)));
        var cash = await world.EnterAsync(world.Form(20m, RechargeChannel.Cash, customer: other));
        var reversed = await world.EnterAsync(world.Form(30m, reference: "ABC77"));
        await world.ReverseAsync(reversed.RechargeNo);
        var queries = world.As<OfflineRechargeQueries>(world.Finance);

        async Task<IEnumerable<string>> With(params (string Name, string Value)[] filters) => (await queries.ListAsync(new PageRequest(
            1, 20, null, false, filters.ToDictionary(f => f.Name, f => f.Value)))).Rows.Select(r => r.RechargeNo);

        Assert.Equal([reversed.RechargeNo, cash.RechargeNo, bank.RechargeNo], await With());
        Assert.Equal([cash.RechargeNo], await With(("customer", other.Code)));
        Assert.Equal([cash.RechargeNo], await With(("way", "Cash")));
        Assert.Equal([bank.RechargeNo], await With(("reference", "icbc 00")));
        Assert.Equal([bank.RechargeNo], await With(("reference", bank.RechargeNo)));
        Assert.Equal([reversed.RechargeNo], await With(("status", "Reversed")));
        Assert.Equal([bank.RechargeNo], await With(("to", today.AddDays(-1).ToString("yyyy-MM-dd"))));
        Assert.Equal([reversed.RechargeNo, cash.RechargeNo], await With(("from", today.ToString("yyyy-MM-dd"))));
        Assert.Equal([cash.RechargeNo], await With(("status", "Posted"), ("from", today.ToString("yyyy-MM-dd"))));
        var text = Architecture.Access.AccessWorld.TextOf((await queries.ExportAsync(new PageRequest(
            1, 20, null, false, new Dictionary<string, string> { ["way"] = "Cash" }))).Content);
        Assert.Contains(cash.RechargeNo, text, StringComparison.Ordinal);
        Assert.DoesNotContain(bank.RechargeNo, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_of_the_book_chooses_the_account_and_one_that_is_missing_leaves_nothing()
    {
        await using var world = await MoneyWorld.StartAsync();
        await using (var db = world.Boss.Db())
        {
            db.Remove(await db.Set<PostingRuleLine>().SingleAsync(l => l.OrganizationId == world.Seller.Id && l.AccountCode == DefaultBook.Cash));
            await db.SaveChangesAsync();
        }

        Assert.Equal("Ledger.AmountWithoutRule", await MoneyWorld.RefusedAsync(() => world.EnterAsync(
            world.Form(5m, RechargeChannel.Cash, slip: new Upload("slip.pdf", People.Pdf)))));

        await using var after = world.Boss.Db();
        Assert.False(await after.OfflineRecharges.AnyAsync() || await after.Recharges.AnyAsync() || await after.CashRecords.AnyAsync() || await after.StoredFiles.AnyAsync());
        Assert.Empty(world.Boss.KeysOnDisk);
        Assert.Equal(0m, (await world.WalletAsync()).Balance);
    }

    [Theory]
    [InlineData("OfflineRecharges")]
    [InlineData("Wallets")]
    [InlineData("CashRecords")]
    [InlineData("JournalLines")]
    [InlineData("Notices")]
    [InlineData("StoredFiles")]
    public async Task A_crash_at_any_step_leaves_nothing(string table)
    {
        await using var world = await MoneyWorld.StartAsync();
        var form = world.Form(40m, slip: new Upload("slip.pdf", People.Pdf));
        var action = table == "Wallets" ? "UPDATE" : "INSERT";
        await using (var db = world.Boss.Db())
        {
            await db.Database.ExecuteSqlRawAsync(world.Boss.Get<KBossDatabase>().IsSqlite
                ? $"CREATE TRIGGER Crash BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, 'crash'); END"
                : $"EXEC('CREATE TRIGGER Crash ON {table} AFTER {action} AS THROW 50000, ''crash'', 1')");
        }

        await Assert.ThrowsAnyAsync<Exception>(() => world.EnterAsync(form));

        await using (var db = world.Boss.Db())
        {
            Assert.False(await db.OfflineRecharges.AnyAsync() || await db.CashRecords.AnyAsync() || await db.JournalEntries.AnyAsync());
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER Crash");
        }

        Assert.Empty(world.Boss.KeysOnDisk);
        await world.EnterAsync(form);
        Assert.Equal(40m, (await world.WalletAsync()).Balance);
    }
}
