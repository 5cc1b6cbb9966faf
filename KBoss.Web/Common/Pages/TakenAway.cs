using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>
/// The base of what stands in place of a page that takes itself away and goes to another address: a page that is not there yet goes at once, and in a circuit
/// it goes only once what stood here has gone from the browser, for it was taken away, and nobody is asked whether to leave it.
/// </summary>
public abstract class TakenAway : ComponentBase
{
    /// <summary>Goes to the other address.</summary>
    protected abstract void Go();

    protected override void OnInitialized()
    {
        if (!RendererInfo.IsInteractive)
        {
            Go();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Go();
        }
    }
}
