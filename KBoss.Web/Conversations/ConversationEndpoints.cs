using KBoss.Domain.Access;
using KBoss.Infrastructure.Conversations;
using KBoss.Web.Common;

namespace KBoss.Web.Conversations;

/// <summary>The files that came with what was said in a conversation, for either side; who may have one is decided by the service.</summary>
public static class ConversationEndpoints
{
    /// <summary>The address of a file: for a member of a customer, or for the seller's people by the code of the customer's organization.</summary>
    public static string OfFile(string? code, int message, int number) =>
        code is null ? $"/files/conversation/{message}/{number}" : $"/files/conversations/{Uri.EscapeDataString(code)}/{message}/{number}";

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/conversation/{message:int}/{number:int}", (
                int message, int number, HttpContext http, ConversationQueries conversations, CancellationToken ct) =>
                AnswerAsync(http, conversations, null, message, number, ct))
            .WithMetadata(new RequirePermissionAttribute(Permissions.ConversationsWrite), ResponsePolicy.Upload);
        routes.MapGet("/files/conversations/{code}/{message:int}/{number:int}", (
                string code, int message, int number, HttpContext http, ConversationQueries conversations, CancellationToken ct) =>
                AnswerAsync(http, conversations, code, message, number, ct))
            .WithMetadata(new RequirePermissionAttribute(Permissions.ConversationsAnswer), ResponsePolicy.Upload);
    }

    private static Task<IResult> AnswerAsync(
        HttpContext http, ConversationQueries conversations, string? code, int message, int number, CancellationToken ct) => Answers.OrRefusalAsync(async () =>
    {
        var (name, type, content) = await conversations.OpenFileAsync(code, message, number, ct);
        return Answers.Upload(http, name, type, content);
    });
}
