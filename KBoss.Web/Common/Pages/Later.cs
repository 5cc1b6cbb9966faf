using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace KBoss.Web.Common;

/// <summary>Renders its content after its elder siblings have been initialised: a grid's table, after the grid's columns.</summary>
public sealed class Later : ComponentBase
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
