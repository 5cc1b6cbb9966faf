using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Access;
using KBoss.Web.Common;
using KBoss.Web.Organizations;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace KBoss.Web.SignIn;

/// <summary>Sessions, sign-in and registration.</summary>
public static class AccountSetup
{
    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<CookieRules, IOptions<SessionLimits>>(SessionCookie.Configure);
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<CookieRules>((options, rules) => rules.Apply(options.Cookie, "kboss-antiforgery"));
        services.AddHttpContextAccessor();
        services.AddScoped<AuthenticationStateProvider>(MakeAuthentication);
        services.AddScoped<ICurrentActor, WebCurrentActor>();
        services.AddSingleton<PendingSignIn>();
        services.AddSingleton<PendingRegistration>();
        services.AddSingleton<DocumentDrafts>();
        services.Configure<AttemptLimitOptions>(builder.Configuration.GetSection(AttemptLimitOptions.Section));
        services.AddSingleton<AttemptLimits>();
        return builder;
    }

    /// <summary>
    /// A page without a circuit lives as long as its request, whose session was looked at when it came: it needs nobody who asks again later. Work behind
    /// the pages has no request, and nobody signed in.
    /// </summary>
    private static AuthenticationStateProvider MakeAuthentication(IServiceProvider services) =>
        ReferenceEquals(services.GetRequiredService<IHttpContextAccessor>().HttpContext?.RequestServices, services)
            ? new ServerAuthenticationStateProvider()
            : ActivatorUtilities.CreateInstance<CircuitSession>(services);

    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/logout", async (HttpContext http, IFormCollection form) =>
        {
            await SessionCookie.EndAsync(http);
            return Results.LocalRedirect(Preferences.LocalOrHome(form["returnUrl"]));
        });
        return routes;
    }
}
