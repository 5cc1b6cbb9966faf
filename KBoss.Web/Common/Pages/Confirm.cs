using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>Asks before something is done that cannot simply be taken back, and opens the dialogs of pages.</summary>
public sealed class Confirm(IDialogService dialogs)
{
    private readonly HashSet<string> open = [];

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    /// <summary>Asks, naming what will happen; true when the answer is yes. The dialog's test id is <c>dialog-{name}</c>.</summary>
    public async Task<bool> AskAsync(string name, string title, string text, string confirm, bool danger = false)
    {
        var parameters = new DialogParameters<ConfirmDialog>
        {
            { d => d.Name, name }, { d => d.Title, title }, { d => d.Text, text }, { d => d.ConfirmText, confirm }, { d => d.Danger, danger },
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
