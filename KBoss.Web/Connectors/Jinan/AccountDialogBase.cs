using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KBoss.Web.Connectors.Jinan;

/// <summary>A dialog about an account of the supercomputing centre, or about a new one; closes with true when something was done.</summary>
public abstract class AccountDialogBase : PageBase
{
    /// <summary>The account; null for a new one.</summary>
    [Parameter]
    public JinanAccountRow? Account { get; set; }

    [CascadingParameter]
    protected IMudDialogInstance Dialog { get; private set; } = null!;

    [Inject]
    protected JinanAccountService Service { get; private set; } = null!;

    /// <summary>Does it, says so and closes.</summary>
    protected Task DoAsync(Func<Task> act, string said) => RunAsync(async () =>
    {
        await act();
        Toast.Success(said);
        Dialog.Close(true);
    });
}
