using Bunit;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

/// <summary>An address begins an act of its page, once, and only one that its reader has a button for.</summary>
public sealed class BeginningTests : ComponentTest
{
    private int begun;

    [Fact]
    public void An_address_begins_the_act_that_it_names_once()
    {
        Navigation.NavigateTo("/things?q=a&begin=add-thing&with-note=b");
        var button = Open("add-thing", begins: true);
        button.WaitForAssertion(() => Assert.Equal(1, begun));
        Assert.Equal("/things?q=a", new Uri(Navigation.Uri).PathAndQuery);

        // Again, while the page is open already.
        Navigation.NavigateTo("/things?begin=add-thing");
        button.WaitForAssertion(() => Assert.Equal(2, begun));
        Navigation.NavigateTo("/things?q=b");
        Assert.Equal(2, begun);
    }

    [Theory]
    [InlineData("add-other", true, false)]
    [InlineData("add-thing", false, false)]
    [InlineData("add-thing", true, true)]
    public void Nothing_else_is_begun(string asked, bool begins, bool disabled)
    {
        Navigation.NavigateTo($"/things?begin={asked}");
        var button = Open("add-thing", begins, disabled);
        Navigation.NavigateTo($"/things?q=c&begin={asked}");
        Assert.Equal(0, begun);
        Assert.Contains("begin=", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(disabled, button.ById("action-add-thing").HasAttribute("disabled"));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private IRenderedComponent<ActionButton> Open(string name, bool begins, bool disabled = false) => Render<ActionButton>(button => button
        .Add(b => b.Name, name).Add(b => b.Begins, begins).Add(b => b.Disabled, disabled).Add(b => b.OnClick, () => begun++).AddChildContent("x"));
}
