using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace KBoss.Web.Common;

/// <summary>
/// What a visitor has chosen for the look: the language (in the culture of the request) and light or dark. Kept in cookies for a year. Until something is
/// chosen the browser is followed: in the language that it asks for, and in light or dark as the system is.
/// </summary>
/// <param name="FollowsSystem">Nothing was chosen yet; <see cref="Dark"/> says nothing then.</param>
public sealed record Preferences(bool Dark, bool NotesAreNew = false, bool FollowsSystem = false)
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private static readonly Uri Here = new("https://here.invalid/");

    /// <summary>Nobody speaks more; who sends more wants to be expensive.</summary>
    private const int MostLanguages = 20;

    private const string ThemeCookie = "kboss-theme";
    private const string NotesCookie = "kboss-notes";

    /// <summary>Reads the choices that came with a request.</summary>
    public static Preferences Of(HttpContext http) => new(
        ChosenTheme(http) == "dark",
        // Who has never looked is not told that something is new: to them everything is.
        http.Request.Cookies[Rules(http).NameOf(NotesCookie)] is { } seen && seen != ReleaseNotes.Mark,
        ChosenTheme(http) is not ("dark" or "light"));

    /// <summary>The theme as a page says it: <c>light</c>, <c>dark</c>, or <c>auto</c> while the system is followed.</summary>
    public string Theme => FollowsSystem ? "auto" : Dark ? "dark" : "light";

    /// <summary>Remembers in the browser that the release notes of this build were read.</summary>
    public static void HasReadNotes(HttpContext http) => Keep(http, NotesCookie, ReleaseNotes.Mark);

    /// <summary>Whether the page is shown in Chinese.</summary>
    public static bool InChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>
    /// The language that was chosen; before, the first of those that the browser asks for which KBoss speaks, whatever the region; otherwise Chinese.
    /// </summary>
    public static void Localize(RequestLocalizationOptions options, CookieRules rules)
    {
        options.SetDefaultCulture(Chinese).AddSupportedCultures(Chinese, English).AddSupportedUICultures(Chinese, English);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider { CookieName = rules.NameOf(CookieRequestCultureProvider.DefaultCookieName) },
            new CustomRequestCultureProvider(http => Task.FromResult(AskedFor(http.Request) is { } asked ? new ProviderCultureResult(asked) : null)),
        ];
    }

    private static string? AskedFor(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Take(MostLanguages)
        .Where(language => language.Quality is not 0)
        // Those that weigh the same come in the order in which they were said.
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => language.Value.ToString().Split('-')[0].ToLowerInvariant() switch
        {
            "zh" => Chinese,
            "en" => English,
            _ => null,
        })
        .FirstOrDefault(language => language is not null);

    private static string? ChosenTheme(HttpContext http) => http.Request.Cookies[Rules(http).NameOf(ThemeCookie)];

    /// <summary>
    /// The two forms of the header, which need a new response because a circuit can neither set cookies nor change its culture.
    /// They carry no antiforgery token, because a page that is kept for all visitors cannot; a form of another site is refused by where the browser
    /// says that it comes from.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var preferences = routes.MapGroup("/preferences").DisableAntiforgery().AddEndpointFilter(async (context, next) =>
            IsFromElsewhere(context.HttpContext.Request) ? Results.BadRequest() : await next(context));
        preferences.MapPost("/culture", ([FromForm] string culture, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (culture is Chinese or English)
            {
                Keep(http, CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)));
            }

            return Results.LocalRedirect(LocalOrHome(returnUrl));
        });

        preferences.MapPost("/theme", ([FromForm] string theme, [FromForm] string? returnUrl, HttpContext http) =>
        {
            if (theme is "dark" or "light")
            {
                Keep(http, ThemeCookie, theme);
            }

            return Results.LocalRedirect(LocalOrHome(returnUrl));
        });
    }

    /// <summary>
    /// The path if it stays on this site, with everything but ASCII escaped, as an answer can carry it; otherwise the home page.
    /// </summary>
    public static string LocalOrHome(string? url) =>
        StaysHere(url) && Uri.TryCreate(Here, url, out var address) && address.GetLeftPart(UriPartial.Authority) == Here.GetLeftPart(UriPartial.Authority)
            // Dots that lead up are resolved by now, and what they leave is looked at again.
            && address.PathAndQuery + address.Fragment is var path && StaysHere(path) ? path : "/";

    /// <summary>Browsers read a backslash as a slash and skip tabs and line breaks: two slashes begin the name of another site.</summary>
    private static bool StaysHere(string? url) => url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl);

    /// <summary>
    /// Whether a page of another site asks or sends the form, a neighbouring host included. Browsers before Sec-Fetch-Site say the origin of a form; one that
    /// says neither is believed.
    /// </summary>
    internal static bool IsFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site is not ("same-origin" or "none")
        : request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && new HostString(from.Authority) == request.Host);

    private static void Keep(HttpContext http, string cookie, string value) =>
        http.Response.Cookies.Append(Rules(http).NameOf(cookie), value, Rules(http).Options(http, TimeSpan.FromDays(365)));

    private static CookieRules Rules(HttpContext http) => http.RequestServices.GetRequiredService<CookieRules>();
}
