using Bunit;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace KBoss.Tests.Common;

public sealed class ConfirmTests : ComponentTest
{
    [Fact]
    public async Task A_second_click_opens_no_second_dialog_over_the_first_and_the_next_one_opens_again()
    {
        var dialogs = Render<MudDialogProvider>();
        var confirm = Services.GetRequiredService<Confirm>();
        Task<bool> AskAsync() => dialogs.InvokeAsync(() => confirm.AskAsync("remove", "Remove", "Really?", "Remove"));

        var first = AskAsync();
        var second = AskAsync();

        Assert.False(await second);
        dialogs.WaitForAssertion(() => Assert.Single(dialogs.FindAll("[data-testid=action-confirm]")));
        await dialogs.Find("[data-testid=action-confirm]").ClickAsync(new());
        Assert.True(await first);
        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("[data-testid=action-confirm]")));

        var third = AskAsync();
        dialogs.WaitForAssertion(() => Assert.Single(dialogs.FindAll("[data-testid=action-confirm]")));
        await dialogs.Find("[data-testid=action-cancel]").ClickAsync(new());
        Assert.False(await third);
    }

    [Fact]
    public async Task A_dialog_that_was_left_by_going_to_another_page_can_be_opened_again()
    {
        var dialogs = Render<MudDialogProvider>();
        var confirm = Services.GetRequiredService<Confirm>();
        Task<bool> AskAsync() => dialogs.InvokeAsync(() => confirm.AskAsync("remove", "Remove", "Really?", "Remove"));

        var left = AskAsync();
        dialogs.WaitForAssertion(() => Assert.Single(dialogs.FindAll("[data-testid=action-confirm]")));
        await dialogs.InvokeAsync(() => Services.GetRequiredService<NavigationManager>().NavigateTo("/elsewhere"));
        Assert.False(await left);

        _ = AskAsync();
        dialogs.WaitForAssertion(() => Assert.Single(dialogs.FindAll("[data-testid=action-confirm]")));
    }
}
