using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.Common;

/// <summary>
/// Begins an act of a page when its address says so: <c>?begin=create-supplier</c> presses the button of this name, once, and goes from the address before
/// it does. Whoever may not do it has no button, and only what asks before it changes anything may be begun, because anybody can write an address. What the
/// form is filled with stands beside it, as <c>with-note=…</c>, and goes with it: the page remembers it.
/// </summary>
public sealed class Beginning : ComponentBase, IDisposable
{
    /// <summary>The name in the query string.</summary>
    public const string Query = "begin";

    /// <summary>How the names begin of what a form is filled with.</summary>
    public const string With = "with-";

    private bool wanted;

    /// <summary>The act, as its button is called.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What the button does.</summary>
    [Parameter, EditorRequired]
    public EventCallback<MouseEventArgs> Begin { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string? Said => QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).GetValueOrDefault(Query);

    /// <summary>The address at which an act of a page begins.</summary>
    public static string AddressOf(string route, string? act) => act is null ? route : QueryHelpers.AddQueryString(route, Query, act);

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Navigation.LocationChanged += OnLocationChanged;
            TakeFromAddress();
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        TakeFromAddress();
        if (wanted && Said is null)
        {
            wanted = false;
            // Dialogs close when the address changes: this one opens after that.
            _ = InvokeAsync(BeginAsync);
        }
    }

    private async Task BeginAsync()
    {
        await Task.Yield();
        try
        {
            await Begin.InvokeAsync();
        }
#pragma warning disable CA1031 // Nobody waits for it: it goes where a failed click goes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(e);
        }
    }

    private void TakeFromAddress()
    {
        if (Said == Name)
        {
            wanted = true;
            var gone = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).Keys.Where(name => name == Query || name.StartsWith(With, StringComparison.Ordinal));
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(gone.ToDictionary(name => name, _ => (object?)null)), replace: true);
        }
    }
}
