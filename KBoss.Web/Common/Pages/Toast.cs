using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>The short messages at the edge of the page: what changed, or what is wrong and how to mend it.</summary>
public sealed class Toast(ISnackbar snackbar)
{
    /// <summary>Says what changed; goes away by itself.</summary>
    public void Success(string text) => Show("toast-success", text, Severity.Success, options => options.VisibleStateDuration = 5_000);

    /// <summary>Says what is wrong; stays longer, because it must be read.</summary>
    public void Error(string text) => Show("toast-error", text, Severity.Error, options => options.VisibleStateDuration = 12_000);

    /// <summary>Takes the messages away that the next act makes stale.</summary>
    public void Clear() => snackbar.Clear();

    private void Show(string testId, string text, Severity severity, Action<SnackbarOptions> configure)
    {
        RenderFragment content = builder =>
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "data-testid", testId);
            builder.AddContent(2, text);
            builder.CloseElement();
        };
        snackbar.Add(content, severity, configure, key: text);
    }
}
