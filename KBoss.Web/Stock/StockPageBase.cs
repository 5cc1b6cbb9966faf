using KBoss.Domain.Access;
using KBoss.Infrastructure.Stock;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Stock;

/// <summary>A page that shows devices as they are now: it reads again when something of the organization's stock has changed.</summary>
public abstract class StockPageBase : LivePageBase
{
    /// <summary>Whoever looks.</summary>
    [CascadingParameter]
    protected Actor? Actor { get; set; }

    /// <summary>Whether the actor keeps devices and places.</summary>
    protected bool Manages => Actor?.Has(Permissions.StockManage) == true;

    /// <summary>Whether the actor makes products of devices.</summary>
    protected bool Sells => Actor?.Has(Permissions.StockSell) == true;

    protected override void OnInitialized() => Hear<StockChanged>(change => change.OrganizationId == Actor?.OrganizationId);
}
