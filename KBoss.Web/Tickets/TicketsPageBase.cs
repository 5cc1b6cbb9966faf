using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Tickets;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Tickets;

/// <summary>A page that shows tickets as they are now: it reads again when something was said in one of them.</summary>
public abstract class TicketsPageBase : PageBase
{
    private IDisposable? hearing;

    [Inject]
    private Changes Changes { get; set; } = null!;

    [Inject]
    private ILogger<TicketsPageBase> Log { get; set; } = null!;

    /// <summary>Whether the page shows this ticket.</summary>
    protected abstract bool Shows(string ticketNo, long sellerId, long buyerId);

    /// <summary>Reads again what is shown.</summary>
    protected abstract Task RefreshAsync();

    protected override void OnInitialized() => hearing = Changes.Subscribe<TicketChanged>(OnChanged);

    protected override void Dispose(bool disposing)
    {
        hearing?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Reads again without being asked to; what goes wrong is logged, and the next news or click tries again.</summary>
    protected void Refresh() => _ = InvokeAsync(async () =>
    {
        try
        {
            await RefreshAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
#pragma warning disable CA1031 // Nobody asked for it, so nobody is to be shown that it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.LogWarning(e, "An open page of tickets could not read again");
        }
    });

    private void OnChanged(TicketChanged ticket)
    {
        if (Shows(ticket.TicketNo, ticket.SellerId, ticket.BuyerId))
        {
            Refresh();
        }
    }
}
