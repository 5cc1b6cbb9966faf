using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace KBoss.Web.Common;

/// <summary>What a visitor has chosen for the look: the language (in the culture of the request) and light or dark. Kept in cookies for a year.</summary>
public sealed record Preferences(bool Dark)
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private const string ThemeCookie = "kboss-theme";

    /// <summary>Reads the choices that came with a request.</summary>
    public static Preferences Of(HttpContext http) => new(http.Request.Cookies[Rules(http).NameOf(ThemeCookie)] == "dark");

    /// <summary>Whether the page is shown in Chinese.</summary>
    public static bool InChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>Chinese unless the cookie says English; what the browser would prefer is not asked.</summary>
    public static void Localize(RequestLocalizationOptions options, CookieRules rules)
    {
        options.SetDefaultCulture(Chinese).AddSupportedCultures(Chinese, English).AddSupportedUICultures(Chinese, English);
        options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = rules.NameOf(CookieRequestCultureProvider.DefaultCookieName) }];
    }

    /// <summary>
    /// The two forms of the header, which need a new response because a circuit can neither set cookies nor change its culture.
    /// They need no antiforgery token: the worst that a foreign page could do is change the language.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/preferences/culture", ([FromForm] string culture, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (culture is Chinese or English)
            {
                Keep(http, CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)));
            }

            return Results.LocalRedirect(LocalOrHome(returnUrl));
        }).DisableAntiforgery();

        routes.MapPost("/preferences/theme", ([FromForm] string theme, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (theme is "dark" or "light")
            {
                Keep(http, ThemeCookie, theme);
            }

            return Results.LocalRedirect(LocalOrHome(returnUrl));
        }).DisableAntiforgery();
    }

    /// <summary>The path if it stays on this site; otherwise the home page.</summary>
    public static string LocalOrHome(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) ? url : "/";

    private static void Keep(HttpContext http, string cookie, string value) =>
        http.Response.Cookies.Append(Rules(http).NameOf(cookie), value, Rules(http).Options(http, TimeSpan.FromDays(365)));

    private static CookieRules Rules(HttpContext http) => http.RequestServices.GetRequiredService<CookieRules>();
}
