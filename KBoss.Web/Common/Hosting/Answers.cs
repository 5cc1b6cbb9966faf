using KBoss.Domain.Common;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Workbooks;
using Microsoft.Net.Http.Headers;

namespace KBoss.Web.Common;

/// <summary>What endpoints answer alike: a file that somebody uploaded, and the status of a refusal, 404, 403 or 401, or 400 with why.</summary>
internal static class Answers
{
    /// <summary>
    /// An upload, not to be kept by the browser. A PDF can hold scripts of its own, and not every browser shows one inside a sandbox: it is saved.
    /// A picture is shown.
    /// </summary>
    public static IResult Upload(HttpContext http, string name, string contentType, byte[] content)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var disposition = new ContentDispositionHeaderValue(contentType.StartsWith("image/", StringComparison.Ordinal) ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(content, contentType);
    }

    /// <summary>A workbook to save, or the status of the refusal.</summary>
    public static Task<IResult> WorkbookAsync(Func<Task<WorkbookExport>> export) => OrRefusalAsync(async () =>
    {
        var file = await export();
        return Results.File(file.Content, WorkbookExport.ContentType, file.Name);
    });

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
        catch (Exception refusal) when (refusal is PermissionException or DutyException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (SignInException)
        {
            return Results.Unauthorized();
        }
        catch (RuleException refusal) when (refusal is not BusyException)
        {
            return new RefusedAnswer(refusal);
        }
    }
}
