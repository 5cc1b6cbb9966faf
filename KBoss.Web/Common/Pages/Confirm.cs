using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>Asks before something is done that cannot simply be taken back, and opens the dialogs of pages.</summary>
public sealed class Confirm(IDialogService dialogs, IJSRuntime js, IStringLocalizer<Texts> words)
{
    private readonly HashSet<string> open = [];

    // Esc presses the button that cancels (kboss.js), so that there is one way out, which asks.
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = false };

    /// <summary>Asks, naming what will happen; true when the answer is yes. The dialog's test id is <c>dialog-{name}</c>.</summary>
    /// <param name="cancel">What staying is called, where that is more than to cancel.</param>
    public async Task<bool> AskAsync(string name, string title, string text, string confirm, bool danger = false, string? cancel = null)
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { d => d.Name, name }, { d => d.Title, title }, { d => d.Text, text }, { d => d.ConfirmText, confirm }, { d => d.Danger, danger },
            { d => d.CancelText, cancel },
        };
        return await OnceAsync(name, () => dialogs.ShowAsync<ConfirmDialog>(title, parameters, Options)) is { Canceled: false };
    }

    /// <summary>Opens a dialog made with <see cref="FormDialog"/>; what it was closed with, or the default when it was cancelled.</summary>
    public async Task<TResult?> OpenAsync<TDialog, TResult>(DialogParameters<TDialog>? parameters = null, MaxWidth? width = null)
        where TDialog : Microsoft.AspNetCore.Components.ComponentBase
    {
        var closed = await OnceAsync(
            typeof(TDialog).Name, () => dialogs.ShowAsync<TDialog>("", parameters ?? [], Options with { MaxWidth = width ?? MaxWidth.Small }));
        return closed is { Canceled: false, Data: TResult result } ? result : default;
    }

    /// <summary>
    /// Whether a form, or else the page, may be left: at once where nothing is lost; where something was typed and not saved, or is shown this once, somebody
    /// is asked (<c>dialog-leave</c>).
    /// </summary>
    /// <param name="form">The test id of the form; null for all that the window shows.</param>
    public async Task<bool> MayLeaveAsync(string? form = null)
    {
        try
        {
            var lost = await js.InvokeAsync<string?>("kboss.unsaved", form);
            if (string.IsNullOrEmpty(lost))
            {
                return true;
            }

            var what = lost == "shown" ? "LeaveShown" : "LeaveTyped";
            var leaves = await AskAsync(
                "leave", words[what], words[$"{what}Text"], words[$"{what}Confirm"], danger: true, words[lost == "shown" ? "LeaveShownStay" : "LeaveStay"]);
            await js.InvokeVoidAsync(leaves ? "kboss.forget" : "kboss.stay", form);
            return leaves;
        }
        catch (JSDisconnectedException)
        {
            return true;
        }
    }

    /// <summary>A second click before the first has opened the dialog opens no second one over it.</summary>
    private async Task<DialogResult?> OnceAsync(string name, Func<Task<IDialogReference>> show)
    {
        if (!open.Add(name))
        {
            return null;
        }

        try
        {
            return await (await show()).Result;
        }
        finally
        {
            open.Remove(name);
        }
    }
}
