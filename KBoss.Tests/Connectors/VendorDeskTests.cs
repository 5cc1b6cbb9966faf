using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Vendors;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Tests.Support;
using KBoss.Web.Development.Connectors;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Connectors;

/// <summary>What is kept of calls to outside parties, who sees it, and how they are left alone when they fail.</summary>
public sealed class VendorDeskTests
{
    private static readonly PageRequest All = new(1, 200, null, false, new Dictionary<string, string>());

    [Fact]
    public async Task Every_call_is_written_and_no_secret_with_it()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var secrets = new List<string>(ConnectorWorld.Secrets);
        var root = await world.Boss.Given.RootAsync();
        foreach (var kind in new[] { Connector.TencentCloud, Connector.Jinan, Connector.Zhongjin })
        {
            var place = await world.PlaceAtAsync(root, kind);
            await world.AllowAsync(place);
            secrets.AddRange((await world.OpenAsync(world.Request(place)))!.Pieces.Select(p => p.Secret));
        }

        world.Faults.Order("Jinan", "ping", ConnectorFault.Refuse);
        await Assert.ThrowsAnyAsync<Exception>(() => world.Boss.Get<JinanClient>().PingAsync());
        var link = await world.Boss.Get<JinanClient>().DesktopLinkAsync("jn0001", root.Id);
        secrets.Add(link.Segments[^1]);
        var written = await world.Boss.Get<VendorCallWriter>().WriteAsync();

        await using var db = world.Boss.Db();
        var calls = await db.VendorCalls.ToListAsync();
        Assert.Equal(world.Faults.Calls.Count, calls.Count);
        Assert.Equal(written, calls.Count);
        Assert.Contains(calls, c => c is { Vendor: "TencentCloud", Operation: "RunInstances", Outcome: VendorOutcome.Succeeded, Status: 200, CalledFor: not null });
        Assert.Contains(calls, c => c is { Vendor: "Jinan", Operation: "ping", Outcome: VendorOutcome.Refused, Status: 422, Error: "Refused.Other" });
        var kept = string.Join('\n', calls.Select(c => $"{c.Vendor} {c.Operation} {c.Error} {c.Key}").Concat(world.Logs));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, kept, StringComparison.Ordinal));
        Assert.DoesNotContain("/dev/connectors/", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", kept, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("see https://a.example/x?sign=1 now", "see … now")]
    [InlineData("secret AKIDz8krbsJ5yKBZQpn74WFkmLPx3 is wrong", "secret … is wrong")]
    [InlineData("phone 13800000001", "phone …")]
    [InlineData("mail someone@example.com", "mail …")]
    [InlineData("AuthFailure.SignatureFailure", "AuthFailure.SignatureFailure")]
    [InlineData("InvalidParameterValue.InvalidInstanceTypeMalformed", "InvalidParameterValue.InvalidInstanceTypeMalformed")]
    [InlineData("resource ins-000003e9 in T20260105000001", "resource ins-000003e9 in T20260105000001")]
    public void What_may_be_secret_is_taken_out_of_a_vendors_words(string said, string shown) => Assert.Equal(shown, VendorSecrets.Mask(said));

    [Fact]
    public async Task What_was_called_last_is_written_when_the_application_stops()
    {
        await using var boss = await TestKBoss.StartAsync();
        var writer = boss.Get<VendorCallWriter>();
        await writer.StartAsync(default);
        boss.Get<VendorCallQueue>().Add(Call(boss));
        await writer.StopAsync(default);

        await using var db = boss.Db();
        Assert.Equal("ping", (await db.VendorCalls.SingleAsync()).Operation);
    }

    [Fact]
    public async Task What_cannot_be_written_now_is_written_later()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.Get<VendorCallQueue>().Add(Call(boss));
        var writer = boss.Get<VendorCallWriter>();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(stopped.Token));
        Assert.Equal(1, await writer.WriteAsync());
        Assert.Equal(0, await writer.WriteAsync());
    }

    [Fact]
    public async Task Calls_are_forgotten_after_ninety_days()
    {
        await using var boss = await TestKBoss.StartAsync();
        boss.Get<VendorCallQueue>().Add(Call(boss) with { Operation = "old" });
        boss.Time.Advance(TimeSpan.FromDays(1));
        boss.Get<VendorCallQueue>().Add(Call(boss) with { Operation = "young" });
        await boss.Get<VendorCallWriter>().WriteAsync();
        boss.Time.Advance(TimeSpan.FromDays(VendorCall.KeptDays) - TimeSpan.FromHours(12));

        await boss.Get<ForgetVendorCallsJob>().ForgetAsync(default);

        await using var db = boss.Db();
        Assert.Equal("young", (await db.VendorCalls.SingleAsync()).Operation);
    }

    [Fact]
    public async Task The_root_sees_every_call_and_a_distributor_below_those_made_for_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var below = await boss.Given.DistributorAsync(root);
        foreach (var organization in new long?[] { null, root.Id, below.Id, below.Id })
        {
            boss.Get<VendorCallQueue>().Add(Call(boss) with { OrganizationId = organization });
        }

        await boss.Get<VendorCallWriter>().WriteAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Maintenance));
        Assert.Equal(4, (await boss.Get<VendorDesk>().CallsAsync(All)).Total);
        var jinan = (await boss.Get<VendorDesk>().ListAsync()).Single(v => v.Vendor == "Jinan");
        Assert.Equal((4, false), (jinan.Calls, jinan.Configured));
        Assert.Contains("Connectors:Jinan:Secret", jinan.Missing);

        boss.SignIn(await boss.Given.MemberAsync(below, Role.Admin));
        Assert.Equal(2, (await boss.Get<VendorDesk>().CallsAsync(All)).Total);
        jinan = (await boss.Get<VendorDesk>().ListAsync()).Single(v => v.Vendor == "Jinan");
        Assert.Equal((2, false), (jinan.Calls, jinan.Configured));
        Assert.Empty(jinan.Missing);
        Assert.Equal("", (await boss.Get<VendorDesk>().TestAsync("Jinan")).Message);

        boss.SignIn(await boss.Given.MemberAsync(root, Role.Sales));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<VendorDesk>().ListAsync());
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<VendorDesk>().CallsAsync(All));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<VendorDesk>().TestAsync("Jinan"));
    }

    [Fact]
    public async Task Health_counts_the_last_hour()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Maintenance));
        boss.Get<VendorCallQueue>().Add(Call(boss) with { Outcome = VendorOutcome.Unreachable });
        boss.Time.Advance(TimeSpan.FromHours(2));
        for (var i = 1; i <= 20; i++)
        {
            boss.Get<VendorCallQueue>().Add(Call(boss) with { Took = TimeSpan.FromMilliseconds(i * 10) });
        }

        boss.Get<VendorCallQueue>().Add(Call(boss) with { Outcome = VendorOutcome.Cancelled, Took = TimeSpan.FromSeconds(99) });
        await boss.Get<VendorCallWriter>().WriteAsync();
        var state = (await boss.Get<VendorDesk>().ListAsync()).Single(v => v.Vendor == "Jinan");
        Assert.Equal((20, 0, (int?)190, (DateTime?)null, VendorCircuit.Closed), (state.Calls, state.Failures, state.P95, state.LastFailureAt, state.Circuit));

        boss.Get<VendorCallQueue>().Add(Call(boss) with { Outcome = VendorOutcome.Refused, Error = "Refused.NoAccount", Status = 422 });
        await boss.Get<VendorCallWriter>().WriteAsync();
        state = (await boss.Get<VendorDesk>().ListAsync()).Single(v => v.Vendor == "Jinan");
        Assert.Equal((21, 1, "Refused.NoAccount", (DateTime?)boss.Now), (state.Calls, state.Failures, state.LastFailure, state.LastFailureAt));
    }

    [Fact]
    public async Task A_supplier_that_fails_is_left_alone_for_a_while_and_tried_again()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var root = await world.Boss.Given.RootAsync();
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(root, Role.Maintenance));
        var desk = world.Boss.Get<VendorDesk>();
        world.Faults.Order("Jinan", "ping", ConnectorFault.Fail, ConnectorFaults.Always);
        for (var i = 0; i < 4; i++)
        {
            Assert.False((await desk.TestAsync("Jinan")).Works);
        }

        var asked = world.Faults.Calls.Count;
        Assert.Equal(VendorBreakers.LeastCalls, asked);
        Assert.Equal(VendorCircuit.Open, (await desk.ListAsync()).Single(v => v.Vendor == "Jinan").Circuit);
        Assert.Equal((false, "Unreachable"), Short(await desk.TestAsync("Jinan")));
        Assert.Equal(asked, world.Faults.Calls.Count);
        Assert.Equal(VendorCircuit.Closed, (await desk.ListAsync()).Single(v => v.Vendor == "Zhongjin").Circuit);
        Assert.True((await desk.TestAsync("Zhongjin")).Works);

        world.Faults.Clear();
        world.Boss.Time.Advance(VendorBreakers.Break + TimeSpan.FromSeconds(1));
        Assert.True((await desk.TestAsync("Jinan")).Works);
        Assert.Equal(VendorCircuit.Closed, (await desk.ListAsync()).Single(v => v.Vendor == "Jinan").Circuit);

        static (bool, string) Short(VendorAnswer answer) => (answer.Works, answer.Code);
    }

    [Fact]
    public async Task Every_connector_that_is_configured_answers_the_test()
    {
        await using var world = await ConnectorWorld.StartAsync();
        var root = await world.Boss.Given.RootAsync();
        world.Boss.SignIn(await world.Boss.Given.MemberAsync(root, Role.Admin));
        var desk = world.Boss.Get<VendorDesk>();
        Assert.Equal((true, Masked.Number(TencentCloudSimulator.Account)), Said(await desk.TestAsync("TencentCloud")));
        Assert.Equal((true, "Jinan"), Said(await desk.TestAsync("Jinan")));
        Assert.Equal((true, "Zhongjin"), Said(await desk.TestAsync("Zhongjin")));
        Assert.Equal(VendorTest.NotConfigured, (await desk.TestAsync("Alipay")).Code);
        Assert.Equal(VendorTest.NotConfigured, (await desk.TestAsync("DingTalk")).Code);
        await Assert.ThrowsAsync<NotFoundException>(() => desk.TestAsync("Nobody"));

        static (bool, string) Said(VendorAnswer answer) => (answer.Works, answer.Message);
    }

    private static VendorCallFacts Call(TestKBoss boss) =>
        new("Jinan", "ping", boss.Now, TimeSpan.FromMilliseconds(20), VendorOutcome.Succeeded, 200, "", "", null);
}
