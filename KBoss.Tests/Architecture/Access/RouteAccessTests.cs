using System.Net;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Who may reach what, over HTTP and from the routes themselves: a new endpoint without a rule fails, and every rule is tried by a visitor, by a
/// member for each role, and by members of other organizations who hold the permission and ask for rows that are not theirs.
/// </summary>
[Collection(AccessCollection.Name)]
public sealed class RouteAccessTests(AccessApplication app)
{
    /// <summary>Pages and downloads that show nothing of the observed organization even to its own members, and why.</summary>
    private static readonly Dictionary<string, string> WithoutTrace = new()
    {
        ["/files/products/{key}"] = "the bytes of a picture",
        ["/account/password"] = "nothing but fields",
        ["/account/no-role"] = "nothing but advice",
        ["/admin/members/template"] = "an empty workbook",
        ["/team/template"] = "an empty workbook",
        ["/pay/alipay/{rechargeNo}"] = "leads on to Alipay",
    };

    [Fact]
    public void Everything_that_is_answered_carries_a_rule_or_is_public_with_a_reason()
    {
        var routes = Endpoints.Of(app.Web);
        Assert.True(routes.Count > 60, $"Only {routes.Count} endpoints were found.");
        None(routes.Where(r => !r.HasRule && !Endpoints.IsPublic(r)).Select(r => $"{r} has neither a rule nor a place on the list Endpoints.Public"));
        None(routes.Where(r => r.HasRule && Endpoints.IsPublic(r)).Select(r => $"{r} has a rule and is on the list of what is public"));
        None(Endpoints.Public.Keys.Concat(Endpoints.WithoutToken.Keys).Except(routes.Select(r => r.Pattern)).Select(p => $"{p} is on a list, but not mapped"));
        None(Endpoints.PublicGroups.Keys.Except(routes.Select(Endpoints.GroupOf)).Select(g => $"{g} is on a list, but not mapped"));
    }

    [Fact]
    public void Of_files_only_those_of_the_web_root_are_served()
    {
        var files = Endpoints.Files(app.Web);
        Assert.NotEmpty(files);
        None(files.Where(f => Path.GetExtension(f) is not (".css" or ".js" or ".svg" or ".png" or ".map" or ".woff2" or ".ico" or ".gz" or ".br"))
            .Select(f => $"{f} is served to everybody"));
    }

    [Fact]
    public async Task A_visitor_is_sent_to_sign_in_by_everything_that_has_a_rule()
    {
        var read = (await app.RoutesAsync()).Read.Where(g => g.Who is null).ToList();
        None(read.Where(g => g.Route.HasRule && g.Answer != Answer.ToSignIn));
        None(read.Where(g => g.Trace is not null));
    }

    [Fact]
    public async Task A_member_reaches_what_its_roles_allow_and_is_refused_everything_else()
    {
        var read = (await app.RoutesAsync()).Read.Where(g => g is { Who: not null, Route.HasRule: true }).ToList();
        None(read.Where(g => !g.Route.Admits(g.Who!.Actor) && g.Answer != Answer.Forbidden));
        None(read.Where(g => g.Route.Admits(g.Who!.Actor) && g.Answer is Answer.Forbidden or Answer.ToSignIn));
        // Both sides of every rule were tried.
        None(read.GroupBy(g => g.Route).Where(r => !r.Any(g => g.Answer != Answer.Forbidden)).Select(r => $"{r.Key}: nobody was let in"));
        None(read.GroupBy(g => g.Route).Where(r => r.Key.Permission is not null && r.All(g => g.Answer != Answer.Forbidden)).Select(r => $"{r.Key}: nobody was refused"));
    }

    [Fact]
    public async Task R_ISO_1_a_member_of_another_organization_gets_nothing_of_it_though_it_holds_the_permission()
    {
        var read = (await app.RoutesAsync()).Read;
        None(read.Where(g => app.World.Strangers.Contains(g.Who) && g.Trace is not null));
        None(read.Where(g => app.World.Strangers.Contains(g.Who) && g.Route is { HasRule: true, HasKey: true, InCircuit: false }
            && g.Route.Admits(g.Who!.Actor) && g.Answer != Answer.NotFound));
    }

    [Fact]
    public async Task What_is_looked_for_would_be_found()
    {
        var own = (await app.RoutesAsync()).Read
            .Where(g => (g.Who == app.World.Seller || g.Who == app.World.Buyer) && !g.Route.InCircuit && (g.Route.HasRule || g.Route.HasKey))
            .GroupBy(g => g.Route).Where(r => !r.Key.Pattern.StartsWith("/status/", StringComparison.Ordinal)).ToList();
        var blind = own.Where(r => r.All(g => g.Trace is null)).Select(r => r.Key.Pattern).Distinct().ToList();
        None(blind.Except(WithoutTrace.Keys).Select(p => $"{p} shows nothing to its own members; give them something there, or say why not"));
        None(WithoutTrace.Keys.Except(blind).Select(p => $"{p} is on the list of what shows nothing, but it does, or is gone"));
    }

    [Fact]
    public async Task Nothing_breaks() => None((await app.RoutesAsync()).Read.Where(g => g.Answer == Answer.Failed && g.Route.Pattern != "/error"));

    [Fact]
    public async Task A_form_without_a_token_or_with_somebody_elses_is_refused()
    {
        var survey = await app.RoutesAsync();
        None(survey.Routes.Where(r => r.CanPost && !r.ChecksToken && !Endpoints.WithoutToken.ContainsKey(r.Pattern)).Select(r => $"{r} takes a form without a token"));
        None(survey.PostedWithoutToken.Concat(survey.PostedWithForeignToken)
            .Where(g => g.Answer != (g.Route.Admits(g.Who?.Actor) ? Answer.Refused : g.Who is null ? Answer.ToSignIn : Answer.Forbidden)));
        Assert.Contains(survey.PostedWithForeignToken, g => g is { Route.Pattern: "/account/logout", Answer: Answer.Refused });
        Assert.Contains(survey.PostedWithForeignToken, g => g is { Route.Pattern: "/me/security/sign-out-others", Answer: Answer.Refused });
    }

    [Theory]
    [InlineData("/preferences/culture", "culture", "en")]
    [InlineData("/preferences/theme", "theme", "dark")]
    public async Task A_form_of_another_site_changes_no_preference(string address, string field, string value)
    {
        Assert.Equal(HttpStatusCode.Found, await PostAsync());
        Assert.Equal(HttpStatusCode.Found, await PostAsync(("Sec-Fetch-Site", "same-origin"), ("Origin", "https://localhost")));
        Assert.Equal(HttpStatusCode.Found, await PostAsync(("Origin", "https://localhost")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(("Sec-Fetch-Site", "same-site"), ("Origin", "https://other.localhost")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(("Origin", "null")));

        async Task<HttpStatusCode> PostAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([KeyValuePair.Create(field, value)]) };
            foreach (var (name, text) in headers)
            {
                request.Headers.Add(name, text);
            }

            using var response = await app.Web.Visit().SendAsync(request);
            Assert.Equal(response.StatusCode == HttpStatusCode.Found, response.Headers.Contains("Set-Cookie"));
            return response.StatusCode;
        }
    }

    /// <summary>Fails with everything that is there.</summary>
    internal static void None(IEnumerable<object> breaches)
    {
        var found = breaches.Select(b => b.ToString()).ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
