using KBoss.Domain.Common;
using KBoss.Infrastructure.Organizations;

namespace KBoss.Web.Endpoints;

/// <summary>What an endpoint answers when its use case refuses: 404, 403 or 401.</summary>
internal static class Answers
{
    /// <summary>The answer, or the status of the refusal.</summary>
    public static async Task<IResult> OrRefusalAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (NotFoundException)
        {
            return Results.NotFound();
        }
        catch (PermissionException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (SignInException)
        {
            return Results.Unauthorized();
        }
    }
}
