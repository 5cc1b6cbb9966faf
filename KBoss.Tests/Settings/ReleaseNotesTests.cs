using System.Net;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using KBoss.Web.Common;

namespace KBoss.Tests.Settings;

public sealed class ReleaseNotesTests
{
    private const string Cookie = "kboss-notes";
    private const string IsNew = "data-testid=\"action-release-notes\" data-new=\"true\"";

    [Fact]
    public async Task A_dot_says_that_something_is_new_since_this_browser_looked_and_goes_by_looking()
    {
        await using var web = new WebKBoss();
        var visitor = web.Visit();
        await visitor.SignInAsync("13800000011", DemoOrganizations.Password);

        await visitor.GetAsync("/");
        Assert.Contains("action-release-notes", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(IsNew, visitor.Page, StringComparison.Ordinal);
        visitor.Plant(Cookie, "of-an-older-build");
        await visitor.GetAsync("/");
        Assert.Contains(IsNew, visitor.Page, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/release-notes")).StatusCode);
        Assert.Contains("Unreleased", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(ReleaseNotes.Mark, visitor.Cookie(Cookie));
        await visitor.GetAsync("/");
        Assert.DoesNotContain(IsNew, visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public void They_speak_to_people_and_name_no_test_ids()
    {
        Assert.Equal("Look at it (`/a/b`).", ReleaseNotes.ForPeople("Look at it (`/a/b`, `page-a-b`, `action-look` says `Yes`)."));
        Assert.Equal("It goes up to ten (`100`) now.", ReleaseNotes.ForPeople("It goes up (`action-up`) to ten (`100`) now."));
        Assert.Empty(ReleaseNotes.TestId().Matches(ReleaseNotes.Text).Select(id => id.Value));
    }

    [Fact]
    public async Task Release_notes_are_for_those_who_have_signed_in()
    {
        await using var web = new WebKBoss();
        var answer = await web.Visit().GetAsync("/release-notes");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }
}
