using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>How an address met somebody.</summary>
internal enum Outcome
{
    Shown,
    LedOn,
    SignIn,
    NoPermission,
    NotFound,
    Refused,
    Failed,
}

/// <summary>Who somebody is to the rows that are asked for.</summary>
internal enum Standing
{
    Visitor,
    OtherDistributor,
    OtherCustomer,

    /// <summary>A salesperson of the first distributor whose customer it is not.</summary>
    Colleague,

    /// <summary>A member of the first distributor or of its customer, with one role or without any.</summary>
    Own,
}

/// <summary>Somebody who asks; without an actor a visitor.</summary>
internal sealed record Person(Standing Standing, Actor? Actor)
{
    /// <summary>Whether nothing of the first organizations may be shown to it.</summary>
    public bool IsOther => Standing is Standing.Visitor or Standing.OtherDistributor or Standing.OtherCustomer;

    public override string ToString() => Actor is null ? "a visitor" : $"{Standing} {Actor.Kind} ({string.Join(", ", Actor.Roles)})";
}

/// <summary>What somebody got at an address, and what of the first organizations stood in it that the asker had not said itself.</summary>
internal sealed record Answer(Route Route, Person Who, string Address, Outcome Outcome, IReadOnlyList<string> Found, bool StillLoading)
{
    /// <summary>Whether the page was there, or led on to the next one.</summary>
    public bool IsOpen => Outcome is Outcome.Shown or Outcome.LedOn;

    public override string ToString() => $"{Route.Method} {Address}: {Who} got {Outcome}{(Found.Count > 0 ? $" with {string.Join(", ", Found.Take(5))}" : "")}";
}

/// <summary>
/// The started application over the rows of <see cref="AccessWorld"/>: every address asked once by everybody, first by those to whom the rows do
/// not belong, and every form posted without a token.
/// </summary>
public sealed class RouteSurvey : IAsyncLifetime
{
    private readonly AccessWorld world = new();

    internal WebKBoss Web { get; private set; } = null!;

    internal IReadOnlyList<Route> All { get; private set; } = [];

    internal IReadOnlyList<Answer> Answers { get; private set; } = [];

    /// <summary>What stands in the shop of the first distributor for everybody.</summary>
    internal IReadOnlyList<string> Sold => world.Sold;

    /// <summary>What belongs to the first distributor's customer [R-ISO-2].</summary>
    internal IReadOnlyList<string> CustomerTraces => world.CustomerTraces;

    /// <summary>The rows of the first organizations before anybody asked, and after those had to whom they do not belong.</summary>
    internal (string Before, string After) Rows { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        Web = new WebKBoss([.. world.Boss.Place, ("Demo:Enabled", "false"), ("App:PublicUrl", "http://127.0.0.1:9")])
        {
            First = true,
            Change = services => services.AddSingleton<MatcherPolicy, WithoutCircuit>(),
        };
        All = Routes.Of(Web);
        // The customer is served by somebody who is nothing but a salesperson.
        world.Boss.SignIn(world.Staff);
        await world.Boss.Get<AssignmentService>().TransferAsync(
            [world.Keys["customer"]], world.Staff.MemberId, world.Members.First(m => m.Roles.Contains(Role.Sales)).MemberId, "移交给只有销售角色的人");
        while (await Web.Services.GetRequiredService<OutboxDispatcher>().DispatchAsync() > 0)
        {
        }

        await using (var db = world.Boss.Db())
        {
            // Nobody has a session without ever having had a password.
            await db.Members.Where(m => m.PasswordHash == "").ForEachAsync(member => member.ChangePassword("the hash of a password"));
            await db.SaveChangesAsync();
        }

        var everybody = new List<(Person Who, Visitor Browser)>();
        foreach (var who in People())
        {
            everybody.Add((who, who.Actor is null ? Web.Visit() : Web.VisitIn(await world.Boss.SessionOfAsync(who.Actor.MemberId))));
        }

        var before = await world.SnapshotAsync();
        var others = await AskAsync(everybody.Where(p => p.Who.IsOther));
        Rows = (before, await world.SnapshotAsync());
        Answers = [.. others, .. await AskAsync(everybody.Where(p => !p.Who.IsOther))];
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await world.DisposeAsync();
    }

    private List<Person> People() =>
    [
        new(Standing.Visitor, null), new(Standing.OtherDistributor, world.Foreigner), new(Standing.OtherCustomer, world.ForeignBuyer),
        new(Standing.Colleague, world.OtherSales), .. world.Members.Select(member => new Person(Standing.Own, member)),
    ];

    private async Task<IEnumerable<Answer>> AskAsync(IEnumerable<(Person Who, Visitor Browser)> people) =>
        (await Task.WhenAll(people.Select(p => Task.Run(() => AskAsync(p.Who, p.Browser))))).SelectMany(answers => answers);

    private async Task<List<Answer>> AskAsync(Person who, Visitor browser)
    {
        var answers = new List<Answer>();
        foreach (var route in All.Where(route => !Routes.LacksOf(route).Any()))
        {
            var admitted = route.Admits(who.Actor);
            if (route is { IsForm: true, Page: not null } && !admitted && !who.IsOther)
            {
                // The rule of a page is one for looking and for sending; it is tried by looking.
                continue;
            }

            foreach (var address in Routes.AddressesOf(route, world))
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), address);
                if (admitted || who.IsOther)
                {
                    // The page that says no is looked at where it could give something away.
                    request.Headers.Accept.ParseAdd("text/html");
                }

                request.Content = route.IsForm ? new FormUrlEncodedContent([KeyValuePair.Create("_handler", "none")]) : null;
                using var response = await browser.ListenAsync(request);
                var text = await TextOfAsync(response);
                // What another has named itself may stand in a link back to where it came from.
                var found = AccessWorld.Found(text, world.Traces).Where(trace => !who.IsOther || !Uri.UnescapeDataString(address).Contains(trace, StringComparison.Ordinal));
                answers.Add(new Answer(route, who, address, OutcomeOf(response, text), [.. found], text.Contains("k-skeleton", StringComparison.Ordinal)));
            }
        }

        return answers;
    }

    /// <summary>All that an answer says: its headers and its text, or the text in its workbook; of one that goes on, what it begins with.</summary>
    private static async Task<string> TextOfAsync(HttpResponseMessage response)
    {
        var content = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? await BeginningAsync(await response.Content.ReadAsStreamAsync())
            : await response.Content.ReadAsByteArrayAsync();
        return WebUtility.UrlDecode($"{response.Headers}{response.Content.Headers}") + WebUtility.HtmlDecode(AccessWorld.TextOf(content));
    }

    /// <summary>The news up to the version of the shop, which is said last.</summary>
    private static async Task<byte[]> BeginningAsync(Stream stream)
    {
        var text = "";
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            text += $"{item.EventType} {item.Data}\n";
            if (item.EventType == "shop")
            {
                break;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static Outcome OutcomeOf(HttpResponseMessage response, string text) => response.StatusCode switch
    {
        // The page that says so when another could not be made has no status of its own.
        HttpStatusCode.OK when text.Contains("data-testid=\"page-error\"", StringComparison.Ordinal) => Outcome.Failed,
        HttpStatusCode.Found when response.Headers.Location!.ToString().Contains("/account/login", StringComparison.Ordinal) => Outcome.SignIn,
        HttpStatusCode.Unauthorized => Outcome.SignIn,
        HttpStatusCode.Found => Outcome.LedOn,
        HttpStatusCode.Forbidden => Outcome.NoPermission,
        HttpStatusCode.NotFound => Outcome.NotFound,
        >= HttpStatusCode.InternalServerError => Outcome.Failed,
        >= HttpStatusCode.BadRequest => Outcome.Refused,
        _ => Outcome.Shown,
    };
}
