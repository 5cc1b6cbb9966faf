using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Marketing;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Messaging.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Marketing;

/// <summary>From whom a campaign reaches to what became of it.</summary>
public sealed class CampaignServiceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_draft_is_read_with_the_eyes_of_whom_one_chooses_among_those_it_reaches(bool secondLevel)
    {
        await using var world = await CampaignWorld.StartAsync(secondLevel);
        var (first, _, _) = await world.CustomerAsync(world.First);
        var (second, _, _) = await world.CustomerAsync(world.First);
        await world.CustomerAsync(world.First, consent: null);
        var service = world.As<CampaignService>(world.First);
        Assert.Equal(3, await service.CountAsync(CampaignWorld.Facts()));
        var no = await service.CreateAsync(CampaignWorld.Facts());

        var preview = await service.PreviewAsync(no);
        // Nobody can be chosen whom it does not reach, and no phone is told.
        Assert.Equal(new[] { first.Name, second.Name }.Order(StringComparer.Ordinal), preview.Readers.Select(r => r.Customer));
        Assert.All(preview.Readers, reader => Assert.Contains("****", reader.Phone, StringComparison.Ordinal));
        foreach (var reader in preview.Readers)
        {
            var sample = (await service.PreviewAsync(no, memberId: reader.MemberId)).Sample!;
            Assert.Equal((reader.MemberId, reader.Customer), (sample.MemberId, sample.Customer));
            Assert.Contains(reader.Customer, sample.Sms, StringComparison.Ordinal);
        }

        // Who is not among them is nobody's eyes.
        Assert.Equal(preview.Sample!.MemberId, (await service.PreviewAsync(no, memberId: world.First.MemberId)).Sample!.MemberId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_campaign_goes_once_to_each_consented_phone_and_its_results_follow(bool secondLevel)
    {
        await using var world = await CampaignWorld.StartAsync(secondLevel);
        var (customer, buyer, phone) = await world.CustomerAsync(world.First);
        var (_, _, other) = await world.CustomerAsync(world.First);
        var service = world.As<CampaignService>(world.First);
        var no = await service.CreateAsync(CampaignWorld.Facts(channels: Channels.Sms | Channels.Notice));

        var preview = await service.PreviewAsync(no);
        Assert.Equal((2, 2, 2, 2, 2, 0), (preview.Found, preview.Customers, preview.Members, preview.BySms, preview.ByNotice, preview.Nothing));
        Assert.Equal($"【启云】尊敬的{customer.Name}，续费八折，限本周。详情请登录后查看或联系您的销售，拒收请回复R", preview.Sample!.Sms);
        Assert.Equal((2, 0.05m, 0.10m), (preview.Parts, preview.SmsPrice, preview.Cost));
        Assert.Equal($"{customer.Name}，续费八折，限本周。", preview.Sample.Text);
        Assert.Contains("****", preview.Sample.Phone, StringComparison.Ordinal);

        await service.ConfirmAsync(no, await world.VersionAsync(no), preview.Members);
        // Whoever comes later is not among them.
        await world.CustomerAsync(world.First);
        Assert.Equal(2, await world.SendAsync());
        Assert.Equal(0, await world.SendAsync());
        await world.DispatchAsync();
        Assert.Equal([phone, other], world.Vendor.Messages.Select(m => m.Phone).Order());

        var results = world.As<CampaignResultQueries>(world.First);
        Assert.Equal(2, (await results.SumAsync(no)).Of(RecipientResult.HandedOver));
        Assert.Equal(CampaignState.Done, (await world.As<CampaignQueries>(world.First).GetAsync(no)).State);
        var sent = world.Vendor.Messages.ToList();
        await world.Boss.Get<SmsReports>().TakeAsync(SmsVendor.AlibabaCloud,
        [
            new SmsReport($"biz-{sent[0].OutId}", sent[0].OutId!, sent[0].Phone, true, "DELIVERED", "", 1, world.Boss.Now),
            new SmsReport($"biz-{sent[1].OutId}", sent[1].OutId!, sent[1].Phone, false, "MOBILE_NOT_ON_SERVICE", "空号", 1, world.Boss.Now),
        ]);
        world.Boss.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Boss.Get<MarketingConsents>().ReplyAsync(phone, "R", default);
        var sums = await results.SumAsync(no);
        Assert.Equal((1, 1, 0, 1), (sums.Of(RecipientResult.Delivered), sums.Of(RecipientResult.Failed), sums.Of(RecipientResult.HandedOver), sums.Unsubscribed));
        Assert.Equal((2, 0.10m), (sums.Parts, sums.Cost));
        var gone = Assert.Single((await results.RecipientsAsync(no, CampaignWorld.Ask(("result", "Unsubscribed")))).Rows);
        Assert.Equal((customer.Code, true), (gone.CustomerCode, gone.Unsubscribed));
        var failed = Assert.Single((await results.RecipientsAsync(no, CampaignWorld.Ask(("result", "Failed")))).Rows);
        Assert.Equal(("MOBILE_NOT_ON_SERVICE", "空号"), (failed.Code, failed.Words));
        Assert.Equal(2, (await results.RecipientsAsync(no, CampaignWorld.All)).Total);
        await using var db = world.Boss.Db();
        Assert.Equal(2, await db.Notices.CountAsync(n => n.Kind == "CampaignNews"));
        Assert.Equal(buyer.MemberId, (await db.Notices.OrderBy(n => n.MemberId).FirstAsync(n => n.Kind == "CampaignNews")).MemberId);
    }

    [Fact]
    public async Task Who_is_left_out_is_counted_with_the_reason()
    {
        await using var world = await CampaignWorld.StartAsync();
        await world.CustomerAsync(world.First);
        await world.CustomerAsync(world.First, consent: null);
        await world.CustomerAsync(world.First, consent: false);
        var (_, _, advertised) = await world.CustomerAsync(world.First);
        var (_, disabled, _) = await world.CustomerAsync(world.First);
        var empty = await world.Boss.Given.CustomerAsync(world.Seller);
        await world.TransferAsync(empty, world.First);
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == disabled.MemberId)).Disable();
            var text = new TextMessage(new Parties(world.Seller.Id, empty.Id), "before", advertised, nameof(SmsTemplate.Marketing), world.Boss.Now);
            text.Begin(1, world.Boss.Now.AddHours(-1));
            db.Add(text);
            await db.SaveChangesAsync();
        }

        var service = world.As<CampaignService>(world.First);
        var preview = await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts()));
        Assert.Equal((6, 1, 1, 5), (preview.Found, preview.Customers, preview.Members, preview.Nothing));
        Assert.Equal(
            [LeftOut.Nobody, LeftOut.MayNotSignIn, LeftOut.NoConsent, LeftOut.Unsubscribed, LeftOut.OverQuota], preview.LeftOut.Select(l => l.Why));
        Assert.All(preview.LeftOut, l => Assert.Equal((1, 1), (l.Members, l.Nothing)));

        // With a notice besides, most of them are told that way; tomorrow the phone may be written to again.
        var both = await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts(channels: Channels.Sms | Channels.Notice)));
        Assert.Equal((4, 1, 4, 2), (both.Members, both.BySms, both.ByNotice, both.Nothing));
        var tomorrow = await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts()), world.Boss.Now.AddDays(1));
        Assert.Equal(2, tomorrow.BySms);
        // Who has turned advertising off gets no notice.
        var (_, shy, _) = await world.CustomerAsync(world.First, consent: null);
        await world.As<PreferenceService>(shy).ChooseAsync(new Preference(new Dictionary<NewsGroups, Channels>(), QuietHours.Default));
        service = world.As<CampaignService>(world.First);
        var quiet = await service.PreviewAsync(await service.CreateAsync(CampaignWorld.Facts(channels: Channels.Notice)));
        Assert.Contains(new LeftOutCount(LeftOut.NotWanted, 1, 1), quiet.LeftOut);
    }

    [Fact]
    public async Task R_ISO_2_a_salesperson_reaches_and_sees_its_own_and_nobody_reaches_another_organization()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (mine, _, _) = await world.CustomerAsync(world.First);
        await world.CustomerAsync(world.Second);
        await world.CustomerAsync();
        var below = await world.Boss.Given.DistributorAsync(world.Root);
        await world.CustomerAsync(seller: below);

        var no = await world.ConfirmedAsync(world.First);
        Assert.Equal([mine.Id], (await world.RecipientsAsync(no)).Select(r => r.BuyerId));
        var all = await world.ConfirmedAsync(world.Operations);
        Assert.Equal(3, (await world.RecipientsAsync(all)).Count);
        var some = world.As<CampaignService>(world.Operations);
        var second = await some.PreviewAsync(await some.CreateAsync(CampaignWorld.Facts(
            filters: ("salesperson", world.Second.MemberId.ToString(System.Globalization.CultureInfo.InvariantCulture)))));
        Assert.Equal(1, second.Found);

        Assert.Equal([no], (await world.As<CampaignQueries>(world.First).ListAsync(CampaignWorld.All)).Rows.Select(r => r.No));
        Assert.Empty((await world.As<CampaignQueries>(world.Second).ListAsync(CampaignWorld.All)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CampaignQueries>(world.Second).GetAsync(no));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CampaignService>(world.Second).CancelAsync(no));
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CampaignResultQueries>(world.First).SumAsync(all));
        var stranger = await world.Boss.Given.MemberAsync(below, Role.Operations);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CampaignResultQueries>(stranger).RecipientsAsync(no, CampaignWorld.All));
        var keeper = await world.Boss.Given.MemberAsync(world.Seller, Role.Maintenance);
        await Assert.ThrowsAsync<PermissionException>(() => world.As<CampaignQueries>(keeper).ListAsync(CampaignWorld.All));

        // Operations sees and cancels a salesperson's, and does not change or send it.
        var draft = await world.As<CampaignService>(world.First).CreateAsync(CampaignWorld.Facts());
        var refused = await Assert.ThrowsAsync<RuleException>(() => world.As<CampaignService>(world.Operations).PreviewAsync(draft));
        Assert.Equal("Marketing.NotYours", refused.Code);
        await world.As<CampaignService>(world.Operations).CancelAsync(no);
    }

    [Fact]
    public async Task It_is_confirmed_once_however_often_and_by_how_many_and_only_as_it_was_shown()
    {
        await using var world = await CampaignWorld.StartAsync();
        await world.CustomerAsync(world.First);
        var service = world.As<CampaignService>(world.First);
        var no = await service.CreateAsync(CampaignWorld.Facts());
        var version = await world.VersionAsync(no);
        await world.CustomerAsync(world.First);
        Assert.Equal("Marketing.CountChanged", (await Assert.ThrowsAsync<RuleException>(() => service.ConfirmAsync(no, version, 1))).Code);
        Assert.Equal("Common.ChangedMeanwhile", (await Assert.ThrowsAsync<RuleException>(() => service.ConfirmAsync(no, version + 1, 2))).Code);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var scope = world.Boss.NewScope();
            try
            {
                await scope.ServiceProvider.GetRequiredService<CampaignService>().ConfirmAsync(no, version, 2);
                return "";
            }
            catch (RuleException e)
            {
                return e.Code;
            }
        })));
        Assert.Single(refusals, "");
        Assert.All(refusals.Where(code => code.Length > 0), code => Assert.Equal("Marketing.NotDraft", code));
        Assert.Equal(2, (await world.RecipientsAsync(no)).Count);
    }

    [Fact]
    public async Task What_no_vendor_would_send_is_not_confirmed()
    {
        await using var world = await CampaignWorld.StartAsync();
        await world.CustomerAsync(world.First);
        var service = world.As<CampaignService>(world.First);
        var no = await service.CreateAsync(CampaignWorld.Facts());
        var version = await world.VersionAsync(no);
        world.Vendor.State = TemplateState.Refused;
        Assert.Equal((false, "缺少退订方式"), ((await service.PreviewAsync(no)).Approval!.Sends, (await service.PreviewAsync(no)).Approval!.Reason));
        Assert.Equal("Marketing.TemplateNotApproved", (await Assert.ThrowsAsync<RuleException>(() => service.ConfirmAsync(no, version, 1))).Code);
        world.Vendor.Configured = false;
        Assert.Equal("Marketing.NobodySends", (await Assert.ThrowsAsync<RuleException>(() => service.ConfirmAsync(no, version, 1))).Code);
        // One that does not answer would refuse the messages themselves.
        (world.Vendor.Configured, world.Vendor.State) = (true, null);
        await service.ConfirmAsync(no, version, 1);

        var nobody = await service.CreateAsync(CampaignWorld.Facts(filters: ("q", "没有这样的客户")));
        version = await world.VersionAsync(nobody);
        Assert.Equal("Marketing.NobodyReached", (await Assert.ThrowsAsync<RuleException>(() => service.ConfirmAsync(nobody, version, 0))).Code);
    }

    [Fact]
    public async Task Killed_in_the_middle_and_sent_by_two_at_once_every_phone_is_written_to_once()
    {
        await using var world = await CampaignWorld.StartAsync();
        for (var i = 0; i < CampaignSending.BatchSize + 15; i++)
        {
            await world.CustomerAsync(world.First);
        }

        var no = await world.ConfirmedAsync(world.First);
        // The process dies after the first turn, before anything was dispatched.
        Assert.Equal(CampaignSending.BatchSize, await world.Boss.Get<CampaignSending>().SendSomeAsync(await world.IdAsync(no), default));
        Assert.Equal((CampaignState.Sending, 15), (await StateAsync(world, no), (await world.RecipientsAsync(no)).Count(r => r.State == RecipientState.Waiting)));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var scope = world.Boss.NewScope();
            await scope.ServiceProvider.GetRequiredService<CampaignSending>().SendDueAsync();
            await scope.ServiceProvider.GetRequiredService<OutboxDispatcher>().DispatchAsync();
        })));
        Assert.Equal(0, await world.SendAsync());
        await world.DispatchAsync();
        var phones = world.Vendor.Messages.Select(m => m.Phone).ToList();
        Assert.Equal(CampaignSending.BatchSize + 15, phones.Count);
        Assert.Equal(phones.Count, phones.Distinct().Count());
        Assert.Equal(CampaignState.Done, await StateAsync(world, no));
    }

    [Fact]
    public async Task Cancelled_in_the_middle_nothing_more_is_sent_not_even_what_was_handed_over()
    {
        await using var world = await CampaignWorld.StartAsync();
        for (var i = 0; i < CampaignSending.BatchSize + 5; i++)
        {
            await world.CustomerAsync(world.First);
        }

        var no = await world.ConfirmedAsync(world.First);
        await world.Boss.Get<CampaignSending>().SendSomeAsync(await world.IdAsync(no), default);
        await world.As<CampaignService>(world.First).CancelAsync(no);
        Assert.Equal(0, await world.SendAsync());
        await world.DispatchAsync();
        Assert.Empty(world.Vendor.Messages);
        var sums = await world.As<CampaignResultQueries>(world.First).SumAsync(no);
        Assert.Equal((CampaignSending.BatchSize, 5), (sums.Of(RecipientResult.LeftOut), sums.Of(RecipientResult.Cancelled)));
        Assert.Equal(5, (await world.As<CampaignResultQueries>(world.First).RecipientsAsync(no, CampaignWorld.Ask(("result", "Cancelled")))).Total);
        Assert.Equal(0, sums.Parts);
        Assert.Equal("Marketing.NotCancellable", (await Assert.ThrowsAsync<RuleException>(() => world.As<CampaignService>(world.First).CancelAsync(no))).Code);
    }

    [Fact]
    public async Task Consent_service_and_phone_are_asked_again_when_it_is_sent()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (_, _, unsubscribed) = await world.CustomerAsync(world.First);
        var (moved, _, _) = await world.CustomerAsync(world.First);
        var (_, renumbered, _) = await world.CustomerAsync(world.First);
        var (_, disabled, _) = await world.CustomerAsync(world.First);
        var (_, _, late) = await world.CustomerAsync(world.First);
        var no = await world.ConfirmedAsync(world.First, at: world.Boss.Now.AddHours(2));
        Assert.Equal(0, await world.SendAsync());

        await world.Boss.Get<MarketingConsents>().ReplyAsync(unsubscribed, "TD", default);
        await world.TransferAsync(moved, world.Second);
        await using (var db = world.Boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == renumbered.MemberId)).ChangePhone("13700000001");
            (await db.Members.SingleAsync(m => m.Id == disabled.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        world.Boss.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(5, await world.SendAsync());
        // Between the campaign and the vendor the last one takes it back too.
        await world.Boss.Get<MarketingConsents>().ReplyAsync(late, "R", default);
        await world.DispatchAsync();
        Assert.Empty(world.Vendor.Messages);
        Assert.Equal(
            [LeftOut.Unsubscribed, LeftOut.NotServed, LeftOut.PhoneChanged, LeftOut.MayNotSignIn, LeftOut.None], (await world.RecipientsAsync(no)).Select(r => r.Why));
        var rows = (await world.As<CampaignResultQueries>(world.First).RecipientsAsync(no, CampaignWorld.All)).Rows;
        Assert.Null(rows[1].CustomerName);
        Assert.Equal((RecipientResult.LeftOut, TextMessages.NoLonger), (rows[4].Result, rows[4].Code));
    }

    [Fact]
    public async Task At_night_it_rests_and_goes_on_in_the_morning()
    {
        await using var world = await CampaignWorld.StartAsync();
        await world.CustomerAsync(world.First);
        // Half past nine in the evening.
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 5, 13, 30, 0, TimeSpan.Zero));
        var service = world.As<CampaignService>(world.First);
        var no = await service.CreateAsync(CampaignWorld.Facts());
        Assert.Equal(new DateTime(2026, 1, 6, 0, 0, 0, DateTimeKind.Utc), (await service.PreviewAsync(no)).StartsAt);
        await service.ConfirmAsync(no, await world.VersionAsync(no), 1);
        Assert.Equal(0, await world.SendAsync());
        world.Boss.Time.SetUtcNow(new DateTimeOffset(2026, 1, 6, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await world.SendAsync());
        await world.DispatchAsync();
        Assert.Single(world.Vendor.Messages);
    }

    [Fact]
    public async Task What_customers_pay_after_their_message_is_counted_once_for_thirty_days()
    {
        await using var world = await CampaignWorld.StartAsync();
        var (customer, buyer, _) = await world.CustomerAsync(world.First);
        var (other, stranger, _) = await world.CustomerAsync(world.Second);
        var offer = await world.Boss.Given.OfferAsync(world.Root, await world.Boss.Given.SupplierAsync(world.Root), 100m, discount: 0.8m);
        await PaidAsync(customer, buyer, 500m);
        world.Boss.Time.Advance(TimeSpan.FromHours(1));
        var no = await world.ConfirmedAsync(world.First);
        await world.SendAsync();
        Assert.Equal(0m, (await world.As<CampaignResultQueries>(world.First).SumAsync(no)).Revenue);
        world.Boss.Time.Advance(TimeSpan.FromDays(3));
        await PaidAsync(customer, buyer, 80m);
        await PaidAsync(customer, buyer, 20m);
        await PaidAsync(other, stranger, 70m);
        world.Boss.Time.Advance(TimeSpan.FromDays(28));
        await PaidAsync(customer, buyer, 40m);

        var sums = await world.As<CampaignResultQueries>(world.First).SumAsync(no);
        Assert.Equal((100m, 2, 1), (sums.Revenue, sums.Orders, sums.Customers));
        Assert.Equal([20m, 80m], (await world.As<CampaignResultQueries>(world.First).OrdersAsync(no, CampaignWorld.All)).Rows.Select(r => r.Total));

        async Task PaidAsync(Organization whose, Actor by, decimal amount)
        {
            var order = await world.Boss.Given.OrderAsync(whose, by, (offer, amount, 1));
            await using var db = world.Boss.Db();
            (await db.Orders.SingleAsync(o => o.Id == order.Id)).Pay(by.By, world.Boss.Now);
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task A_draft_is_changed_and_deleted_and_says_everything_that_is_wrong()
    {
        await using var world = await CampaignWorld.StartAsync();
        var service = world.As<CampaignService>(world.First);
        await Assert.ThrowsAsync<RuleException>(() => service.CreateAsync(CampaignWorld.Facts() with { Template = "LoginCode" }));
        var no = await service.CreateAsync(CampaignWorld.Facts());
        await service.ChangeAsync(no, await world.VersionAsync(no), CampaignWorld.Facts() with { Name = "夏季活动" });
        Assert.Equal("夏季活动", (await world.As<CampaignQueries>(world.First).GetAsync(no)).Facts.Name);
        await service.DeleteAsync(no);
        await Assert.ThrowsAsync<NotFoundException>(() => world.As<CampaignQueries>(world.First).GetAsync(no));
    }

    private static async Task<CampaignState> StateAsync(CampaignWorld world, string no)
    {
        await using var db = world.Boss.Db();
        return await db.Campaigns.Where(c => c.No == no).Select(c => c.State).SingleAsync();
    }
}
