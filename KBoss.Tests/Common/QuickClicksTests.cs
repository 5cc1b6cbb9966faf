using System.Globalization;
using Bunit;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

/// <summary>An address goes to the browser and comes back; whoever is quick clicks in a list before it has.</summary>
public sealed class QuickClicksTests : ComponentTest
{
    private readonly SlowNavigation navigation = new();

    public QuickClicksTests() => Services.AddSingleton<NavigationManager>(navigation);

    [Fact]
    public async Task Two_clicks_on_next_are_two_steps_and_none_leads_beyond_the_end()
    {
        var grid = Open();

        await NextAsync(2);
        Assert.EndsWith("/things?page=3", navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("41", grid.Find("[data-testid=row-things]").GetAttribute("data-key"));

        await NextAsync(4);
        Assert.EndsWith("/things?page=5", navigation.Uri, StringComparison.Ordinal);

        async Task NextAsync(int clicks)
        {
            for (var click = 0; click < clicks; click++)
            {
                grid.Find("[data-testid=action-next]").Click();
            }

            await grid.InvokeAsync(navigation.Arrive);
        }
    }

    [Fact]
    public async Task Two_clicks_on_a_head_sort_down_and_what_came_meanwhile_from_elsewhere_holds()
    {
        var grid = Open();
        grid.Find("[data-testid=action-sort-no]").Click();
        grid.Find("[data-testid=action-sort-no]").Click();
        await grid.InvokeAsync(navigation.Arrive);
        Assert.EndsWith("/things?sort=-no", navigation.Uri, StringComparison.Ordinal);

        navigation.NavigateTo("/things?page=2");
        await grid.InvokeAsync(navigation.Arrive);
        grid.Find("[data-testid=action-next]").Click();
        await grid.InvokeAsync(navigation.Arrive);
        Assert.EndsWith("/things?page=3", navigation.Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<DataGrid<int>> Open() => Render<DataGrid<int>>(parameters => parameters
        .Add(g => g.Name, "things")
        .Add(g => g.Label, "Things")
        .Add(g => g.Key, thing => thing.ToString(CultureInfo.InvariantCulture))
        .Add(g => g.Load, (request, _) => Task.FromResult(new Page<int>([.. Enumerable.Range(1, 95).Skip((request.Page - 1) * request.Size).Take(request.Size)], 95)))
        .Add(g => g.Columns, builder =>
        {
            builder.OpenComponent<Column<int>>(0);
            builder.AddComponentParameter(1, nameof(Column<>.Title), "No");
            builder.AddComponentParameter(2, nameof(Column<>.Sort), "no");
            builder.AddComponentParameter(3, nameof(Column<>.ChildContent), (RenderFragment<int>)(thing => b => b.AddContent(0, thing)));
            builder.CloseComponent();
        }));

    /// <summary>Addresses that come back when the test says so.</summary>
    private sealed class SlowNavigation : NavigationManager
    {
        private readonly Queue<string> underway = [];

        public SlowNavigation() => Initialize("http://localhost/", "http://localhost/things");

        public void Arrive()
        {
            while (underway.TryDequeue(out var uri))
            {
                Uri = uri;
                NotifyLocationChanged(isInterceptedLink: false);
            }
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => underway.Enqueue(ToAbsoluteUri(uri).AbsoluteUri);
    }
}
