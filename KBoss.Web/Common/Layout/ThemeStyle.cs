using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>
/// The style sheet of <see cref="Theme"/>, light and dark, as the component library writes it: rendered once, because the component that does it makes a
/// theme anew for every page, and looks for a browser that a page without a circuit does not have.
/// </summary>
public sealed class ThemeStyle(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private MarkupString? light;
    private MarkupString? dark;

    /// <summary>The elements for the head of a document.</summary>
    public async ValueTask<MarkupString> OfAsync(bool isDark) =>
        isDark ? dark ??= await RenderAsync(isDark) : light ??= await RenderAsync(isDark);

    private async Task<MarkupString> RenderAsync(bool isDark)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(MudThemeProvider.Theme)] = Theme.Default,
            [nameof(MudThemeProvider.IsDarkMode)] = isDark,
            [nameof(MudThemeProvider.ObserveSystemDarkModeChange)] = false,
        });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            new MarkupString((await renderer.RenderComponentAsync<MudThemeProvider>(parameters)).ToHtmlString()));
    }
}
