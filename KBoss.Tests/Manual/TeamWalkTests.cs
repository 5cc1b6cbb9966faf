using KBoss.Tests.Support;
using static KBoss.Tests.Manual.ManualSteps;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Manual;

/// <summary><c>team.md</c>: the members of a customer.</summary>
[BrowserTest]
[Collection(nameof(ManualApp))]
public sealed class TeamWalkTests(RunningKBoss app, Browser browser)
{
    private const string Own = "my-own-2026";

    [Fact]
    public async Task Team_let_somebody_in_and_add_members()
    {
        var walk = new ManualWalk(browser, app, "team");
        await using var second = await walk.VisitAsync();
        await second.ProveAsync(app, "13700000061");
        await second.Id("field-kind-individual").CheckAsync(new() { Force = true });
        await FillAsync(second, ("name", Say("同事示例", "Example colleague")), ("id-number", "110101199003074290"), ("user-name", "wang.example"),
            ("password", Own), ("password-repeat", Own));
        await second.Id("field-id-photo").SetInputFilesAsync(Registering.Card);
        await second.Id("field-consent").CheckAsync();
        await second.ClickAsync("action-register");
        await second.Id("value-requested").WaitForAsync();
        await browser.PassOnAsync(app, "wang.example");

        await using var admin = await walk.SignInAsync("person", "13800000012");
        await admin.GoAsync("/notices");
        await Expect(admin.Id("row-notices").First).ToContainTextAsync(Say("同事示例", "Example colleague"));
        await admin.GoAsync("/team");
        await walk.ShowAsync(admin, "members", "grid-join-requests");
        await OpenAndCancelAsync(admin, admin.Row("join-requests", "wang.example").GetByTestId("action-refuse"), "refuse", Say("同事示例", "Example colleague"));
        await admin.Row("join-requests", "wang.example").GetByTestId("action-accept").ClickAsync();
        await admin.Id("field-role-buyer").CheckAsync();
        await walk.ShowDialogAsync(admin, "accept");
        await admin.ClickAsync("action-confirm");
        await Expect(admin.Row("members", "wang.example")).ToBeVisibleAsync();
        await admin.Page.SetViewportSizeAsync(390, 844);
        await walk.ShowAsync(admin, "members-phone");
        await admin.Page.SetViewportSizeAsync(1440, 900);
        await OpenAndCancelAsync(admin, admin.Row("members", "wang.example").GetByTestId("action-disable"), "disable", "wang.example");
        await admin.ClickAsync("action-add-member");
        await Expect(admin.Id("field-role-buyer")).ToBeVisibleAsync();
        await Expect(admin.Id("field-role-sales")).ToHaveCountAsync(0);
        await admin.CancelAsync();
        await admin.GoAsync("/team/import");
        await Expect(admin.Id("action-download-template")).ToBeVisibleAsync();
        walk.End();
    }
}
