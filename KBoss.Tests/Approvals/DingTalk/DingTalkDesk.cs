using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.DingTalk;
using KBoss.Infrastructure.Approvals.DingTalk.Channel;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using KBoss.Web.Approvals.DingTalk;
using KBoss.Web.Common;
using KBoss.Web.Development;
using KBoss.Web.Development.DingTalk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KBoss.Tests.Approvals.DingTalk;

/// <summary>
/// The real services, the real callback and the simulated DingTalk, which talk over the network of this machine. Events are pushed when a test wants it, and
/// what waits in the outbox is done when a test says so.
/// </summary>
internal sealed class DingTalkDesk : IAsyncDisposable
{
    private readonly WebApplication web;

    private DingTalkDesk(ApprovalWorld world, WebApplication web)
    {
        World = world;
        this.web = web;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(web.Urls.First()) };
    }

    public ApprovalWorld World { get; }

    public TestKBoss Boss => World.Boss;

    public HttpClient Http { get; }

    public DingTalkSimulator DingTalk => web.Services.GetRequiredService<DingTalkSimulator>();

    public DevelopmentKeys Keys => web.Services.GetRequiredService<DevelopmentKeys>();

    /// <summary>The newest instance of the only request.</summary>
    public SimulatedInstance Newest => DingTalk.Instances[0];

    public static async Task<DingTalkDesk> OpenAsync(bool below = false, bool configured = true, params (string Key, string Value)[] settings)
    {
        var clock = new Clock();
        ApprovalWorld? world = null;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDevelopmentSimulators(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        builder.Services.RemoveAll<IPostConfigureOptions<DingTalkOptions>>();
        builder.Services.AddSingleton<AttemptLimits>();
        builder.Services.AddScoped(_ => world!.Boss.NewScope().ServiceProvider.GetRequiredService<DingTalkInbox>());
        builder.Services.AddScoped(_ => world!.Boss.NewScope().ServiceProvider.GetRequiredService<IOptionsSnapshot<DingTalkOptions>>());
        var web = builder.Build();
        web.MapDevelopmentSimulators();
        web.MapDingTalkCallback();
        await web.StartAsync();
        var (url, keys) = (web.Urls.First(), web.Services.GetRequiredService<DevelopmentKeys>());
        web.Services.GetRequiredService<DingTalkPushes>().ByItself = false;
        (string Key, string Value)[] simulated = configured
            ?
            [
                ("DingTalk:AppKey", DevelopmentKeys.DingTalkAppKey), ("DingTalk:AppSecret", keys.DingTalkAppSecret),
                ("DingTalk:CorpId", DevelopmentKeys.DingTalkCorpId),
                ("DingTalk:ProcessCode", DevelopmentKeys.DingTalkProcessCode), ("DingTalk:CallbackToken", keys.DingTalkCallbackToken),
                ("DingTalk:EncodingAesKey", keys.DingTalkAesKey), ("DingTalk:AppUrl", "https://kboss.test/"),
                ("DingTalk:ApiHost", $"{url}/dev/dingtalk/api"), ("DingTalk:OldApiHost", $"{url}/dev/dingtalk/oapi"),
            ]
            : [];
        world = await ApprovalWorld.StartAsync(below, null, [.. settings, .. simulated.ExceptBy(settings.Select(s => s.Key), s => s.Key)]);
        clock.Inner = world.Boss.Time;
        return new DingTalkDesk(world, web);
    }

    /// <summary>The user id at DingTalk of a member.</summary>
    public async Task<string> UserAsync(Actor member)
    {
        await using var db = Boss.Db();
        return DingTalkSimulator.UserOf(await db.Members.Where(m => m.Id == member.MemberId).Select(m => m.Phone).SingleAsync());
    }

    /// <summary>Takes a member out of the enterprise at DingTalk.</summary>
    public async Task WithoutAccountAsync(Actor member) => DingTalk.Employ(await UserAsync(member), employed: false);

    /// <summary>Does what waits in the outbox.</summary>
    public async Task DispatchAsync()
    {
        while (await Boss.Get<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }
    }

    /// <summary>Asks for something, and starts it at DingTalk.</summary>
    public async Task<string> AskedAsync(string name = "华东", decimal amount = 100m)
    {
        var no = await World.WaitingAsync(name, amount);
        await DispatchAsync();
        return no;
    }

    /// <summary>A member presses a button on the phone; DingTalk pushes what happened, and the outbox does what follows.</summary>
    public async Task DecideAsync(Actor member, bool agree = true, string remark = "")
    {
        var instance = Newest;
        Assert.True(DingTalk.Act(instance.InstanceId, await UserAsync(member), agree, remark));
        await PushAsync(instance.InstanceId);
        await DispatchAsync();
    }

    /// <summary>DingTalk pushes every event of an instance that was not acknowledged.</summary>
    public async Task PushAsync(string instanceId)
    {
        foreach (var push in DingTalk.Pushes.Of(instanceId).Where(push => !push.Acknowledged))
        {
            Assert.Empty(await DingTalk.Pushes.SendAsync(push.EventId));
        }
    }

    /// <summary>Compares one request with DingTalk, with services of its own.</summary>
    public async Task SyncAsync(string no)
    {
        await using var scope = Boss.NewScope();
        await scope.ServiceProvider.GetRequiredService<DingTalkSync>().SyncAsync(World.Organization.Id, no);
    }

    /// <summary>Runs the hourly comparison.</summary>
    public async Task<int> ReconcileAsync()
    {
        await using var scope = Boss.NewScope();
        return await scope.ServiceProvider.GetRequiredService<ReconcileDingTalkJob>().ReconcileAsync(CancellationToken.None);
    }

    public async Task<DingTalkRequestState?> StateAsync(string no, Actor? reader = null) =>
        await World.As<DingTalkQueries>(reader ?? World.Admin).OfRequestAsync(no);

    public async Task<List<DingTalkInstance>> InstancesAsync(string no)
    {
        await using var db = Boss.Db();
        return await db.DingTalkInstances.Include(i => i.Seats).Where(i => i.RequestNo == no).OrderBy(i => i.Round).ToListAsync();
    }

    public async Task<int> EventsAsync()
    {
        await using var db = Boss.Db();
        return await db.DingTalkEvents.CountAsync();
    }

    /// <summary>Posts to the callback what anybody could post.</summary>
    public async Task<HttpResponseMessage> PostAsync(string query, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Http.PostAsync($"/dingtalk/callback?{query}", content);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await web.DisposeAsync();
        await World.DisposeAsync();
    }

    /// <summary>The clock of the services, once there is one.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeProvider? Inner { get; set; }

        public override DateTimeOffset GetUtcNow() => Inner?.GetUtcNow() ?? TestKBoss.Start;
    }
}
