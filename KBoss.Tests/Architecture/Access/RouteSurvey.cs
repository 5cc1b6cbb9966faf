using System.Net;
using KBoss.Infrastructure.Messaging;
using KBoss.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Asks every endpoint over HTTP: as a visitor, as everybody around the observed organization, and as its own members.</summary>
internal sealed class RouteSurvey
{
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>What came of every GET.</summary>
    public required IReadOnlyList<Got> Read { get; init; }

    /// <summary>What came of every form without a token, and of every form with somebody else's.</summary>
    public required IReadOnlyList<Got> PostedWithoutToken { get; init; }

    public required IReadOnlyList<Got> PostedWithForeignToken { get; init; }

    public static async Task<RouteSurvey> MakeAsync(AccessApplication app)
    {
        var routes = Endpoints.Of(app.Web).Where(r => Endpoints.GroupOf(r) is null).ToList();
        var visitors = await SignInAsync(app);
        var read = await Task.WhenAll(visitors.Select(v => Task.Run(() => ReadAsync(app, routes, v.Who, v.Visitor))));
        var stranger = app.Web.Visit();
        await stranger.GetAsync("/account/login");
        var (bare, forged) = (new List<Got>(), new List<Got>());
        foreach (var route in routes.Where(r => r.CanPost && !Endpoints.WithoutToken.ContainsKey(r.Pattern)))
        {
            bare.Add(await PostAsync(app, route, null, visitors[0].Visitor, null));
            foreach (var (who, visitor) in visitors.Where(v => v.Who == app.World.Seller || v.Who == app.World.Buyer))
            {
                bare.Add(await PostAsync(app, route, who, visitor, null));
                forged.Add(await PostAsync(app, route, who, visitor, stranger.Token()));
            }
        }

        app.Restore();
        return new RouteSurvey { Routes = routes, Read = [.. read.SelectMany(r => r)], PostedWithoutToken = bare, PostedWithForeignToken = forged };
    }

    /// <summary>A visitor first, and everybody else signed in.</summary>
    private static async Task<IReadOnlyList<(Person? Who, Visitor Visitor)>> SignInAsync(AccessApplication app)
    {
        using var done = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await app.Web.Services.GetRequiredService<OutboxDispatcher>().DispatchAsync();
                await Task.Delay(20);
            }
        });
        var signedIn = await Task.WhenAll(app.World.Everybody.Select(async who =>
        {
            var visitor = app.Web.Visit();
            var answer = await visitor.SignInAsync(who.Phone, People.Password);
            Assert.True(answer.StatusCode == HttpStatusCode.Found, $"{who} could not sign in.");
            return ((Person?)who, visitor);
        }));
        await done.CancelAsync();
        await sending;
        return [(null, app.Web.Visit()), .. signedIn];
    }

    private static async Task<List<Got>> ReadAsync(AccessApplication app, IEnumerable<Route> routes, Person? who, Visitor visitor)
    {
        var got = new List<Got>();
        foreach (var route in routes.Where(r => r.CanGet))
        {
            var address = Endpoints.AddressOf(route, app.World.Keys);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd("text/html");
            using var response = await visitor.SendAsync(request);
            var content = await response.Content.ReadAsByteArrayAsync();
            got.Add(new Got(route, who, address, AnswerOf(response), Marker.Trace(content, who is { Forbidden.Count: > 0 } ? who.Forbidden : Marker.OfBoth)));
        }

        return got;
    }

    private static async Task<Got> PostAsync(AccessApplication app, Route route, Person? who, Visitor visitor, string? token)
    {
        var address = Endpoints.AddressOf(route, app.World.Keys);
        using var response = await visitor.PostForgedAsync(address, token is null ? [("_handler", "x")] : [("_handler", "x"), ("__RequestVerificationToken", token)]);
        return new Got(route, who, address, AnswerOf(response), null);
    }

    private static Answer AnswerOf(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.Found when response.Headers.Location!.ToString().Contains("/account/login", StringComparison.Ordinal) => Answer.ToSignIn,
        HttpStatusCode.Unauthorized => Answer.ToSignIn,
        HttpStatusCode.Forbidden => Answer.Forbidden,
        HttpStatusCode.NotFound => Answer.NotFound,
        >= HttpStatusCode.InternalServerError => Answer.Failed,
        >= HttpStatusCode.BadRequest => Answer.Refused,
        _ => Answer.Shown,
    };
}
