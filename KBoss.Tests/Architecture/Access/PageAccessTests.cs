namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Pages run in a circuit, where an address proves little: here every one of them is rendered, by the application's own router, for everybody who
/// must see nothing of the observed organization. Pages without a circuit are tried over HTTP by <see cref="RouteAccessTests"/>, which shows all of them.
/// </summary>
[Collection(AccessCollection.Name)]
public sealed class PageAccessTests(AccessApplication app)
{
    /// <summary>Pages that show nothing of the observed organization even to its own members, and why.</summary>
    private static readonly Dictionary<string, string> WithoutTrace = new()
    {
        ["/admin/schedules"] = "belongs to the platform, and only the root distributor's Admin sees it",
        ["/finance/trial-balance"] = "figures of the default accounts",
        ["/admin/members/import"] = "empty before a file is chosen",
        ["/team/import"] = "empty before a file is chosen",
    };

    [Fact]
    public async Task Every_page_opens_for_those_who_may_and_for_nobody_else()
    {
        var shown = (await app.PagesAsync()).Shown;
        RouteAccessTests.None(shown.Where(g => g.Answer == Answer.Failed));
        RouteAccessTests.None(shown.Where(g => !g.Route.Admits(g.Who!.Actor) && g.Answer != Answer.Forbidden));
        RouteAccessTests.None(shown.GroupBy(g => g.Route).Where(p => !p.Any(g => g.Answer == Answer.Shown)).Select(p => $"{p.Key} was shown to nobody"));
    }

    [Fact]
    public async Task R_ISO_1_R_ISO_2_no_page_shows_anything_of_another_organization_or_of_a_colleagues_customer()
    {
        var shown = (await app.PagesAsync()).Shown.Where(g => app.World.Strangers.Contains(g.Who)).ToList();
        RouteAccessTests.None(shown.Where(g => g.Trace is not null));
        RouteAccessTests.None(shown.Where(g => g.Route.HasKey && g.Route.Admits(g.Who!.Actor) && g.Answer != Answer.NotFound));
        // Every page that names a row was tried by somebody who may open it with rows of its own.
        RouteAccessTests.None(shown.Where(g => g.Route.HasKey).GroupBy(g => g.Route).Where(p => !p.Any(g => g.Answer == Answer.NotFound)).Select(p => $"{p.Key} was not tried"));
    }

    [Fact]
    public async Task What_is_looked_for_would_be_found()
    {
        var own = (await app.PagesAsync()).Shown.Where(g => g.Who == app.World.Seller || g.Who == app.World.Buyer).GroupBy(g => g.Route).ToList();
        var blind = own.Where(p => p.All(g => g.Trace is null)).Select(p => p.Key.Pattern).ToList();
        RouteAccessTests.None(blind.Except(WithoutTrace.Keys).Select(p => $"{p} shows nothing to its own members; give them something there, or say why not"));
        RouteAccessTests.None(WithoutTrace.Keys.Except(blind).Select(p => $"{p} is on the list of what shows nothing, but it does, or is gone"));
    }
}
