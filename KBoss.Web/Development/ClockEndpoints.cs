using System.Globalization;
using System.Text.Json;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development;

internal static class ClockEndpoints
{
    public static void MapClock(this IEndpointRouteBuilder dev)
    {
        dev.MapGet("/clock", Show);
        dev.MapPost("/clock/advance", AdvanceAsync);
        dev.MapPost("/clock/reset", (HttpRequest request, DevelopmentClock clock) =>
        {
            clock.Reset();
            return Answer(request, clock);
        });
    }

    private static IResult Show(HttpRequest request, DevelopmentClock clock) =>
        !request.WantsHtml() ? Json(clock) : Page("page-dev-clock", "时钟 Clock", Of(
            $"""
            <dl>
              <dt>现在 Now (UTC)</dt><dd data-testid="value-now">{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}</dd>
              <dt>提前 Ahead (minutes)</dt><dd data-testid="value-offset">{clock.Offset.TotalMinutes:0.##}</dd>
            </dl>
            <form method="post" action="/dev/clock/advance">
              <label>分钟 Minutes <input name="minutes" type="number" min="1" value="31" data-testid="field-minutes"></label>
              <button class="primary" data-testid="action-advance">前进 Advance</button>
            </form>
            <form method="post" action="/dev/clock/reset"><button data-testid="action-reset">复位 Reset</button></form>
            """));

    private static async Task<IResult> AdvanceAsync(HttpRequest request, DevelopmentClock clock)
    {
        var minutes = await MinutesAsync(request);
        return minutes is > 0 && minutes <= DevelopmentClock.MaxOffset.TotalMinutes && clock.TryAdvance(TimeSpan.FromMinutes(minutes.Value))
            ? Answer(request, clock)
            : Results.BadRequest(new { error = "minutes must be a positive number that leads at most five years ahead" });
    }

    private static async Task<double?> MinutesAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            var text = request.HasFormContentType
                ? (await request.ReadFormAsync(request.HttpContext.RequestAborted))["minutes"].ToString()
                : request.Query["minutes"].ToString();
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) ? minutes : null;
        }

        try
        {
            var body = await request.ReadFromJsonAsync<JsonElement>(request.HttpContext.RequestAborted);
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("minutes", out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var minutes) ? minutes : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Answer(HttpRequest request, DevelopmentClock clock) =>
        request.WantsHtml() ? request.SeeOther("/dev/clock") : Json(clock);

    private static IResult Json(DevelopmentClock clock) =>
        Results.Json(new { now = clock.GetUtcNow().UtcDateTime, offsetMinutes = clock.Offset.TotalMinutes });
}
