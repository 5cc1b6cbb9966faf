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
        await visitor.SignInAsync("13800000004", DemoOrganizations.Password);

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
    public void They_are_parted_by_version_and_bold_heading()
    {
        var versions = ReleaseNotes.Parted("## Unreleased\n\n**One**\n\n- A **bold** word\n- B\n\n**Two**\n\n- C\n\n## 0.1.0 — 2026-11-22\n\nThe first.\n\n**Three**\n\n- D\n");
        Assert.Equal([("Unreleased", "", 2), ("0.1.0 — 2026-11-22", "The first.", 1)], versions.Select(v => (v.Name, v.Lead, v.Parts.Count)));
        Assert.Equal([("One", "- A **bold** word\n- B"), ("Two", "- C"), ("Three", "- D")], versions.SelectMany(v => v.Parts).Select(p => (p.Title, p.Text)));
        // Nothing is lost of the real ones.
        Assert.Equal(PointsOf([ReleaseNotes.Text]), PointsOf(ReleaseNotes.Versions.SelectMany(v => v.Parts.Select(p => p.Text).Append(v.Lead))));

        static int PointsOf(IEnumerable<string> texts) => texts.SelectMany(t => t.Split('\n')).Count(line => line.StartsWith("- ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Release_notes_are_for_the_staff_alone()
    {
        await using var web = new WebKBoss();
        Assert.Equal(HttpStatusCode.Found, (await web.Visit().GetAsync("/release-notes")).StatusCode);
        var customer = web.Visit();
        await customer.SignInAsync("13800000011", DemoOrganizations.Password);
        await customer.GetAsync("/");
        Assert.DoesNotContain("action-release-notes", customer.Page, StringComparison.Ordinal);
        await customer.GetAsync("/release-notes");
        Assert.DoesNotContain("page-release-notes", customer.Page, StringComparison.Ordinal);
    }
}
