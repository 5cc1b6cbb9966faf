using System.Net;
using KBoss.Domain.Access;
using KBoss.Web.Common;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Who gets what at every address of the application, taken from its routes: a new page, download or form without a rule fails. What was found
/// stands in <c>docs/access.md</c>, which <c>scripts/list-access.sh</c> writes.
/// </summary>
public sealed class RouteAccessTests(RouteSurvey survey) : IClassFixture<RouteSurvey>
{
    /// <summary>What shows nothing that only the first organizations' rows hold, even to themselves.</summary>
    private static readonly Dictionary<string, string> WithoutTrace = new()
    {
        ["/find"] = "finds nothing without a text; SearchQueriesTests",
        ["/account/consent"] = "the agreement is everybody's",
        ["/account/no-role"] = "says how to be given one",
        ["/account/password"] = "nothing but fields",
        ["/admin/members/template"] = "a workbook to fill in",
        ["/admin/messages/templates"] = "the templates of the whole application",
        ["/sales/jinan/template"] = "a workbook to fill in",
        ["/maintenance/ticket-figures"] = "figures, and names of members that too many have",
        ["/reports/registrations"] = "counts alone; RegistrationTests",
        ["/reports/registrations/export"] = "counts alone; RegistrationTests",
        ["/sales/lead-figures"] = "figures, and names of members that too many have; LeadFigureTests",
        ["/admin/schedules"] = "the schedules of the whole application",
        ["/admin/schedules/{Name}"] = "the schedules of the whole application",
        ["/admin/settings"] = "what a distributor says there of itself everybody may read, and the rest is encrypted; SettingsServiceTests",
        ["/release-notes"] = "what has changed in the application",
        ["/maintenance/connectors"] = "the calls of the whole application; a distributor below sees those made for it (VendorDeskTests)",
        ["/resources/calendar"] = "nothing ends in the month that is shown first; the file of all endings is tried",
        ["/me/reminders"] = "what its reader has chosen; the own phone is masked",
        ["/team/template"] = "a workbook to fill in",
        ["/sales/campaigns/new"] = "a form to fill in",
    };

    /// <summary>Where the service refuses some whom the rule of the page lets in, and why the rule cannot say so.</summary>
    private static readonly Dictionary<string, string> NarrowerThanRule = new()
    {
        ["/maintenance/ticket-figures"] = "figures, and names of members that too many have",
        ["/find"] = "staff need Home.View and customers Orders.View, and a rule is one permission",
        ["/admin/schedules"] = "they are the whole application's, so only the Admin of the root distributor may; a permission does not know its organization",
        ["/sales/terms/{key}/imports/{id}/file"] = "a file that somebody else has sent may hold costs, so it takes Costs.View besides",
    };

    [Fact]
    public void Every_address_says_who_may_and_which_row_it_names()
    {
        None(survey.All.SelectMany(Routes.LacksOf));
        None(Routes.Open.Keys.Except(survey.All.Select(r => r.Address)).Select(address => $"{address} is on the list of what is open, but there is no such address"));
        Assert.True(survey.All.Count > 60, $"Only {survey.All.Count} addresses were found.");
    }

    [Fact]
    public void R_ISO_1_everybody_is_met_as_the_rule_says()
    {
        None(survey.Answers.Where(a => a.Route.ForMembers && !a.Route.Admits(a.Who.Actor)
            && a.Outcome != (a.Who.Actor is null ? Outcome.SignIn : Outcome.NoPermission)));
        None(survey.Answers.Where(a => a.Route.ForMembers && a.Route.Admits(a.Who.Actor)
            && (a.Outcome is Outcome.SignIn or Outcome.Failed || (a.Outcome == Outcome.NoPermission && !NarrowerThanRule.ContainsKey(a.Route.Address)))));
        None(survey.Answers.Where(a => !a.Route.ForMembers && a.Outcome == Outcome.Failed && a.Route.Address != "/error"));
    }

    [Fact]
    public void R_ISO_1_a_row_of_another_organization_is_not_found_by_anybody_who_may_see_such_rows()
    {
        None(survey.Answers.Where(a => a is { Route: { ForMembers: true, HasKey: true, IsForm: false }, Who: { IsOther: true, Actor: not null } }
            && a.Route.Admits(a.Who.Actor) && a.Outcome != Outcome.NotFound));
        None(survey.Answers.Where(a => a.Route is { ForMembers: true, HasKey: true, IsForm: false } && a.Who.Standing == Standing.Own).GroupBy(a => a.Route)
            .Where(r => !r.Any(a => a.IsOpen)).Select(r => $"{r.Key} was shown to nobody: the row that it names does not exist"));
    }

    [Fact]
    public void R_ISO_1_no_page_download_or_refusal_gives_another_organization_anything_away()
    {
        None(survey.Answers.Where(a => a.Who.IsOther)
            .Select(a => a with { Found = [.. a.Found.Except(a.Route.ForMembers ? [] : survey.Sold)] }).Where(a => a.Found.Count > 0));
        Assert.Equal(survey.Rows.Before, survey.Rows.After);
    }

    [Fact]
    public void R_ISO_2_no_page_or_download_shows_a_salesperson_the_customer_of_a_colleague() =>
        None(survey.Answers.Where(a => a.Who.Standing == Standing.Colleague)
            .Select(a => a with { Found = [.. a.Found.Intersect(survey.CustomerTraces)] }).Where(a => a.Found.Count > 0));

    /// <summary>Without this, an address that shows nothing at all would pass too.</summary>
    [Fact]
    public void The_same_addresses_show_the_first_organizations_their_own_rows()
    {
        var own = survey.Answers.Where(a => a is { Who.Standing: Standing.Own, Route: { ForMembers: true, IsForm: false } }).ToList();
        None(own.Where(a => a is { IsOpen: true, StillLoading: true }).Select(a => $"{a.Address} loads after it is first shown; {nameof(WithoutCircuit)} cannot see what"));
        // The header of every page names who is signed in; this page has nothing else of theirs.
        var header = own.Where(a => a.Route.Address == "/account/no-role").ToDictionary(a => a.Who, a => a.Found);
        var silent = own.GroupBy(a => a.Route.Address).Where(r => r.All(a => !a.Found.Except(header[a.Who]).Any())).Select(r => r.Key).ToList();
        None(silent.Except(WithoutTrace.Keys).Select(address => $"{address} shows nothing of the first organizations; give {nameof(AccessWorld)} rows for it, or say why not"));
        None(WithoutTrace.Keys.Except(silent).Select(address => $"{address} is on the list of what shows nothing, but it does, or is gone"));
    }

    [Fact]
    public void A_form_without_a_token_is_refused()
    {
        var forms = survey.Answers.Where(a => a.Route.IsForm && !Routes.WithoutToken.ContainsKey(a.Route.Address) && a.Route.Admits(a.Who.Actor)).ToList();
        None(forms.Where(a => a.Outcome != Outcome.Refused));
        Assert.Contains(forms, a => a.Route.Address == "/account/logout");
        Assert.Contains(forms, a => a.Route.Address == "/account/password");
    }

    [Theory]
    [InlineData("/preferences/culture", "culture", "en")]
    [InlineData("/preferences/theme", "theme", "dark")]
    public async Task A_form_of_another_site_changes_neither_language_nor_look(string address, string field, string value)
    {
        // A browser of today says where the form comes from, one of yesterday says its origin, one of the day before says nothing.
        await TakenAsync(("Sec-Fetch-Site", "same-origin"), ("Origin", "https://localhost"));
        await TakenAsync(("Origin", "https://localhost"));
        await TakenAsync();
        await RefusedAsync(("Sec-Fetch-Site", "cross-site"), ("Origin", "https://elsewhere.example"));
        await RefusedAsync(("Sec-Fetch-Site", "same-site"), ("Origin", "https://neighbour.localhost"));
        await RefusedAsync(("Origin", "https://elsewhere.example"));
        await RefusedAsync(("Origin", "https://localhost:8443"));
        await RefusedAsync(("Origin", "null"));

        async Task TakenAsync(params (string Name, string Value)[] headers) => Assert.Equal((HttpStatusCode.Found, true), await PostAsync(headers));

        async Task RefusedAsync(params (string Name, string Value)[] headers) => Assert.Equal((HttpStatusCode.BadRequest, false), await PostAsync(headers));

        async Task<(HttpStatusCode Status, bool Changed)> PostAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([KeyValuePair.Create(field, value)]) };
            foreach (var (name, text) in headers)
            {
                request.Headers.Add(name, text);
            }

            using var response = await survey.Web.Visit().SendAsync(request);
            return (response.StatusCode, response.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public void The_document_says_what_was_found()
    {
        var found = AccessTable.Write(survey.Answers);
        if (Environment.GetEnvironmentVariable("KBOSS_WRITE_ACCESS") is { Length: > 0 })
        {
            AccessTable.Save(found);
        }

        Assert.True(found == AccessTable.Read(), "docs/access.md does not say what was found; look at it with scripts/list-access.sh and git diff, and commit it if it is meant.");
    }

    private static void None(IEnumerable<object> breaches)
    {
        var found = breaches.Select(b => b.ToString()).ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
