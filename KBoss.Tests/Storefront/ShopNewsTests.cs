using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using KBoss.Domain.Catalog;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.SignIn;
using KBoss.Web.Storefront.News;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KBoss.Tests.Storefront;

/// <summary>What a page without a circuit is told while it stands open.</summary>
public sealed class ShopNewsTests
{
    private const string Person = "13800000012";
    private const string Company = "13800000011";
    private const string News = "/shop/news";

    [Fact]
    public async Task A_visitor_hears_that_the_shop_is_another_one_and_of_nobody_else()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await using var stream = await Stream.OpenAsync(web, visitor);
        Assert.Equal(("who", ""), await stream.NextAsync());
        var (kind, before) = (await stream.NextAsync())!.Value;
        Assert.Equal("shop", kind);
        await visitor.GetAsync("/products");
        Assert.Contains($"data-version=\"{before}\"", visitor.Page, StringComparison.Ordinal);

        await NotifyAsync(web, Person);
        var changes = web.Services.GetRequiredService<Changes>();
        changes.Publish(new StorefrontChanged());
        changes.Publish(new StorefrontChanged());
        var (again, after) = (await stream.NextAsync())!.Value;
        Assert.Equal("shop", again);
        Assert.NotEqual(before, after);
        await visitor.GetAsync("/products");
        Assert.Contains($"data-version=\"{after}\"", visitor.Page, StringComparison.Ordinal);

        // Two changes at once are told once, and a line on which nothing is said says that it is there.
        Assert.Equal(("beat", ""), await stream.NextAsync());
    }

    [Fact]
    public async Task Who_is_signed_in_hears_its_own_figures_as_they_change_and_nobody_elses()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        await using var stream = await Stream.OpenAsync(web, visitor);
        var member = (await stream.NextAsync())!.Value;
        Assert.Equal(("who", await IdOfAsync(web, Person)), (member.Kind, long.Parse(member.Data, null)));
        var begins = (await stream.NextAsync())!.Value;
        Assert.Equal("figures", begins.Kind);
        var unread = NumberIn(begins.Data, "notices");
        Assert.Equal("shop", (await stream.NextAsync())!.Value.Kind);

        await NotifyAsync(web, Company);
        Assert.Equal("beat", (await stream.NextAsync())!.Value.Kind);

        await NotifyAsync(web, Person);
        var figures = (await stream.NextAsync())!.Value;
        Assert.Equal(("figures", unread + 1), (figures.Kind, NumberIn(figures.Data, "notices")));

        // The page shows the same.
        await visitor.GetAsync("/");
        Assert.Contains($"data-testid=\"value-notices\">{unread + 1}<", visitor.Page, StringComparison.Ordinal);

        // What a colleague puts into the cart of both.
        var (seller, buyer) = await OrganizationsOfAsync(web, Person);
        var before = NumberIn(figures.Data, "cart");
        await DoAsync(web, async db => db.Add(new CartLine(buyer, (await db.Offers.FirstAsync()).Id, 1, 1, new SeenOffer("云主机", "", BillingUnit.Month, 1m), db.Now)));
        figures = (await stream.NextAsync())!.Value;
        Assert.Equal(("figures", before + 1), (figures.Kind, NumberIn(figures.Data, "cart")));

        // Terms of its own are told to the customer that they are for.
        var changes = web.Services.GetRequiredService<Changes>();
        changes.Publish(new CustomerTermsChanged(seller, buyer + 1));
        Assert.Equal("beat", (await stream.NextAsync())!.Value.Kind);
        changes.Publish(new CustomerTermsChanged(seller, buyer));
        Assert.Equal("terms", (await stream.NextAsync())!.Value.Kind);

        // What was missed between processes is read again.
        changes.Receive(new ChangesMissed());
        Assert.Equal("terms", (await stream.NextAsync())!.Value.Kind);
    }

    [Fact]
    public async Task A_stream_ends_with_its_session_and_who_comes_again_is_a_visitor()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        await using var stream = await Stream.OpenAsync(web, visitor);
        await stream.BeginAsync();

        await visitor.GetAsync("/");
        await visitor.SignOutAsync();
        Assert.Null(await stream.NextAsync());

        await using var again = await Stream.OpenAsync(web, visitor);
        Assert.Equal(("who", ""), await again.NextAsync());
        Assert.Equal("shop", (await again.NextAsync())!.Value.Kind);
    }

    [Fact]
    public async Task R_ORG_3_a_stream_ends_where_another_process_has_ended_its_session_without_a_word()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        await using var stream = await Stream.OpenAsync(web, visitor);
        await stream.BeginAsync();
        await using (var db = web.Db())
        {
            (await db.Sessions.SingleAsync()).Finish(Domain.SignIn.SessionEnd.AccessChanged, web.Time.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync();
        }

        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_stream_is_no_use_of_its_session_and_ends_when_that_runs_out()
    {
        await using var web = new WebKBoss(("Sessions:IdleTimeout", "00:30:00"));
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        await visitor.GetAsync("/");
        var seen = await SeenAsync(web);
        await using var stream = await Stream.OpenAsync(web, visitor);
        await stream.BeginAsync();
        for (var i = 0; i < 4; i++)
        {
            web.Time.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal("beat", (await stream.NextAsync())!.Value.Kind);
            await using var another = await Stream.OpenAsync(web, visitor);
            await another.BeginAsync();
            using var byItself = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { SessionCookie.ByItself, "true" } } };
            using var page = await visitor.SendAsync(byItself);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        Assert.Equal(seen, await SeenAsync(web));
        web.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_page_that_somebody_asks_for_is_use_although_the_stream_has_looked_just_before()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync(Person, DemoOrganizations.Password);
        var seen = await SeenAsync(web);
        web.Time.Advance(TimeSpan.FromMinutes(6));
        await using var stream = await Stream.OpenAsync(web, visitor);
        await stream.BeginAsync();
        Assert.Equal(seen, await SeenAsync(web));
        await visitor.GetAsync("/");
        Assert.NotEqual(seen, await SeenAsync(web));
    }

    [Fact]
    public async Task Streams_end_when_the_application_does()
    {
        await using var web = new WebKBoss();
        await using var stream = await Stream.OpenAsync(web, web.Visit());
        await stream.BeginAsync();
        web.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task One_session_and_one_process_have_so_many_streams_at_once_and_a_page_of_another_site_has_none()
    {
        await using var web = new WebKBoss(("Connections:News:PerSession", "1"), ("Connections:News:PerProcess", "2"));
        var member = web.Visit();
        await member.SignInAsync(Person, DemoOrganizations.Password);
        var own = await Stream.OpenAsync(web, member);
        await own.BeginAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(member));

        var visitor = web.Visit();
        await using var second = await Stream.OpenAsync(web, visitor);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(visitor));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(visitor, "cross-site"));

        // Whoever leaves makes room.
        await own.DisposeAsync();
        var status = HttpStatusCode.TooManyRequests;
        for (var i = 0; i < 200 && status != HttpStatusCode.OK; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            status = await StatusAsync(member);
        }

        Assert.Equal(HttpStatusCode.OK, status);

        static async Task<HttpStatusCode> StatusAsync(Visitor who, string? site = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, News);
            if (site is not null)
            {
                request.Headers.Add("Sec-Fetch-Site", site);
            }

            using var answer = await who.ListenAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nothing_between_server_and_browser_keeps_or_collects_the_news()
    {
        await using var web = new WebKBoss();
        using var answer = await web.Visit().ListenAsync(News);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("no", Assert.Single(answer.Headers.GetValues("X-Accel-Buffering")));
        Assert.Equal(["identity"], answer.Content.Headers.ContentEncoding);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private static int NumberIn(string figures, string name)
    {
        var figure = JsonDocument.Parse(figures).RootElement.GetProperty(name);
        Assert.Equal(name, figure.GetProperty("name").GetString());
        var number = figure.GetProperty("number").GetInt32();
        Assert.Equal(number == 0 ? "" : $"{number}", figure.GetProperty("badge").GetString());
        return number;
    }

    private static async Task<long> IdOfAsync(WebKBoss web, string phone)
    {
        await using var db = web.Db();
        return (await db.Members.SingleAsync(m => m.Phone == phone)).Id;
    }

    private static async Task<(long Seller, long Buyer)> OrganizationsOfAsync(WebKBoss web, string phone)
    {
        await using var db = web.Db();
        var buyer = (await db.Members.SingleAsync(m => m.Phone == phone)).OrganizationId;
        return ((await db.Organizations.SingleAsync(o => o.Id == buyer)).SellerId!.Value, buyer);
    }

    private static async Task<DateTime> SeenAsync(WebKBoss web)
    {
        await using var db = web.Db();
        return (await db.Sessions.SingleAsync()).LastSeenAt;
    }

    /// <summary>Somebody does something of which a member gets a notice.</summary>
    private static Task NotifyAsync(WebKBoss web, string phone) => DoAsync(web, async db =>
    {
        var member = await db.Members.SingleAsync(m => m.Phone == phone);
        db.Add(new Notice(member.OrganizationId, member.Id, "OrderPaid", "OD1", [], db.Now));
    });

    /// <summary>Somebody does something, which is told after its commit.</summary>
    private static async Task DoAsync(WebKBoss web, Func<KBossDbContext, Task> act)
    {
        await using var scope = web.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KBossDbContextFactory>().InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            await act(db);
            await db.SaveChangesAsync();
        });
    }

    /// <summary>An open stream; the clock goes on while the test waits for what comes.</summary>
    private sealed class Stream(WebKBoss web, HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public static async Task<Stream> OpenAsync(WebKBoss web, Visitor who)
        {
            var answer = await who.ListenAsync(News);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return new(web, answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
        }

        /// <summary>What is told next; null at the end.</summary>
        public async Task<(string Kind, string Data)?> NextAsync()
        {
            var coming = items.MoveNextAsync().AsTask();
            while (await Task.WhenAny(coming, Task.Delay(20)) != coming)
            {
                web.Time.Advance(ShopNews.Pause);
            }

            return await coming ? (items.Current.EventType, items.Current.Data) : null;
        }

        /// <summary>Hears how things are.</summary>
        public async Task BeginAsync()
        {
            while ((await NextAsync())!.Value.Kind != "shop")
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await items.DisposeAsync();
        }
    }
}
