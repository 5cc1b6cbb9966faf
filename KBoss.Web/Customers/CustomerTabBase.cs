using KBoss.Infrastructure.Customers;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Customers;

/// <summary>The base of what is shown under an <see cref="ICustomerTab"/>.</summary>
public abstract class CustomerTabBase : PageBase
{
    /// <summary>The customer of the page.</summary>
    [Parameter, EditorRequired] public CustomerDetails Customer { get; set; } = null!;

    /// <summary>To be told when something changed that the rest of the page shows too; the page then reads everything anew.</summary>
    [Parameter] public EventCallback Changed { get; set; }
}
