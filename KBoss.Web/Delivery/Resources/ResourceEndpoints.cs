using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Delivery.Resources;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Delivery.Resources;

/// <summary>The doors of resources that lead out of KBoss, and the calendar of endings as a file.</summary>
public static class ResourceEndpoints
{
    /// <summary>Maps what stands under <c>/resources</c> besides its pages.</summary>
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/resources/{resourceNo}/enter/{door}", EnterAsync).WithMetadata(new RequirePermissionAttribute(Permissions.ResourcesReveal));
        routes.MapGet("/resources/calendar.ics", (HttpContext http, ResourceCalendar calendar, IStringLocalizer<CalendarPage> words, CancellationToken ct) =>
            Answers.OrRefusalAsync(async () => Results.File(
                await calendar.FileAsync(ending => words[ending.IsRelease ? "ReleaseEvent" : "Event", ending.Name], http.Request.Host.Host, ct),
                "text/calendar; charset=utf-8", "resources.ics")))
            .WithMetadata(new RequirePermissionAttribute(Permissions.ResourcesView));
    }

    /// <summary>Leads to the supplier by a link that is made for this one time; what cannot be entered leads back to its page, which says why.</summary>
    private static Task<IResult> EnterAsync(HttpContext http, string resourceNo, string door, DoorService doors, CancellationToken ct) =>
        Answers.OrRefusalAsync(async () =>
        {
            if (!Enum.TryParse<Door>(door, ignoreCase: true, out var wanted) || wanted == Door.Desktop || !Enum.IsDefined(wanted))
            {
                return Results.NotFound();
            }

            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            try
            {
                return Results.Redirect((await doors.EnterAsync(resourceNo, wanted, ct)).AbsoluteUri);
            }
            catch (RuleException refusal) when (refusal is not (NotFoundException or PermissionException or SignInException))
            {
                return Results.LocalRedirect($"/resources/{Uri.EscapeDataString(resourceNo)}?closed={wanted.ToString().ToLowerInvariant()}");
            }
        });
}
