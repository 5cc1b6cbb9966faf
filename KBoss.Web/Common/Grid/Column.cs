using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>A column of a <see cref="DataGrid{TRow}"/>: what its head says and how a row is shown in it.</summary>
public sealed class Column<TRow> : ComponentBase, IDisposable
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The key that the query sorts by; without one the column does not sort.</summary>
    [Parameter]
    public string? Sort { get; set; }

    /// <summary>Figures: right-aligned, digits of one width.</summary>
    [Parameter]
    public bool Numeric { get; set; }

    /// <summary>The acts of a row: no head on the screen, to the right.</summary>
    [Parameter]
    public bool Actions { get; set; }

    /// <summary>Whether the reader may hide it.</summary>
    [Parameter]
    public bool Hideable { get; set; } = true;

    /// <summary>Shown only after the reader asks for it.</summary>
    [Parameter]
    public bool HiddenAtFirst { get; set; }

    /// <summary>What rows that stand together have in common, in words, where the reader may group by this column; it must have a <see cref="Sort"/>.</summary>
    [Parameter]
    public Func<TRow, string>? GroupBy { get; set; }

    /// <summary>The name under which <c>Page.Sums</c> says what this column adds up to over everything that was found, in yuan unless it counts.</summary>
    [Parameter]
    public string? Sum { get; set; }

    /// <summary>Whether its sum is a number of things.</summary>
    [Parameter]
    public bool Counts { get; set; }

    [Parameter]
    public RenderFragment<TRow>? ChildContent { get; set; }

    [CascadingParameter]
    private DataGrid<TRow> Grid { get; set; } = null!;

    /// <summary>Its name in the query string: the sort key, or its place.</summary>
    internal string Key { get; private set; } = "";

    internal string Css => Actions ? "k-cell-actions" : Numeric ? "k-cell-number" : "";

    public void Dispose() => Grid.Remove(this);

    protected override void OnInitialized() => Key = Sort ?? $"c{Grid.Add(this)}";

    protected override void OnParametersSet() => Grid.Add(this);
}
