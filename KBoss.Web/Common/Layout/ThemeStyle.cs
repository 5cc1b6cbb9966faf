using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>
/// The style sheet of <see cref="Theme"/>, light and dark, as the component library writes it: rendered once, because the component that does it makes a
/// theme anew for every page, and looks for a browser that a page without a circuit does not have.
/// </summary>
public sealed partial class ThemeStyle(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    private MarkupString? light;
    private MarkupString? dark;
    private MarkupString? either;

    /// <summary>The elements for the head of a document.</summary>
    public async ValueTask<MarkupString> OfAsync(Preferences look) =>
        look.FollowsSystem ? either ??= Either(await OfAsync(false), await OfAsync(true)) : await OfAsync(look.Dark);

    /// <summary>The elements of one of both modes.</summary>
    public async ValueTask<MarkupString> OfAsync(bool isDark) =>
        isDark ? dark ??= await RenderAsync(isDark) : light ??= await RenderAsync(isDark);

    /// <summary>Light, and behind it what is another in dark, for systems that are.</summary>
    private static MarkupString Either(MarkupString light, MarkupString dark)
    {
        var known = Variables().Matches(light.Value).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        var others = string.Concat(Variables().Matches(dark.Value).Select(m => m.Value).Where(v => !known.Contains(v)).Distinct(StringComparer.Ordinal));
        return new MarkupString($"{light.Value}<style>@media screen and (prefers-color-scheme: dark){{:root{{{others}}}}}</style>");
    }

    [GeneratedRegex("--mud-[a-z0-9-]+:[^;{}]*;", RegexOptions.CultureInvariant)]
    private static partial Regex Variables();

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
