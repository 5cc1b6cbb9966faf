using KBoss.Domain.Access;
using KBoss.Infrastructure.Tickets;
using KBoss.Web.Common;

namespace KBoss.Web.Tickets;

/// <summary>The files that came with the messages of a ticket, for both of its sides; who may have one is decided by the service.</summary>
public static class TicketEndpoints
{
    /// <summary>The address of a file.</summary>
    public static string OfFile(string ticketNo, int message, int number) => $"/files/tickets/{Uri.EscapeDataString(ticketNo)}/{message}/{number}";

    public static void MapTickets(this IEndpointRouteBuilder routes) => routes
        .MapGet("/files/tickets/{ticketNo}/{message:int}/{number:int}", (
            string ticketNo, int message, int number, HttpContext http, TicketQueries tickets, CancellationToken ct) =>
            Answers.OrRefusalAsync(async () =>
            {
                var (name, type, content) = await tickets.OpenFileAsync(ticketNo, message, number, ct);
                return Answers.Upload(http, name, type, content);
            }))
        .WithMetadata(new RequirePermissionAttribute(Permissions.TicketsView), ResponsePolicy.Upload);
}
