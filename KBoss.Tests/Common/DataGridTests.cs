using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class DataGridTests : ComponentTest
{
    private readonly List<PageRequest> asked = [];
    private int total = 45;

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void The_first_page_shows_the_first_rows_with_their_keys()
    {
        var grid = RenderGrid();

        var rows = grid.FindAll("[data-testid=row-orders]");
        Assert.Equal(20, rows.Count);
        Assert.Equal("SO1", rows[0].GetAttribute("data-key"));
        Assert.Equal("第 1–20 条，共 45 条", grid.Find("[data-testid=value-range]").TextContent);
        Assert.True(grid.Find("[data-testid=action-previous]").HasAttribute("disabled"));
    }

    [Fact]
    public void The_next_page_stands_in_the_address()
    {
        var grid = RenderGrid();

        grid.Find("[data-testid=action-next]").Click();

        Assert.EndsWith("/orders?page=2", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("SO21", grid.Find("[data-testid=row-orders]").GetAttribute("data-key"));
        grid.Find("[data-testid=action-next]").Click();
        Assert.True(grid.Find("[data-testid=action-next]").HasAttribute("disabled"));
        Assert.Equal(5, grid.FindAll("[data-testid=row-orders]").Count);
    }

    [Fact]
    public void A_bookmark_brings_back_page_size_sort_filters_and_hidden_columns()
    {
        var grid = RenderGrid("orders?page=2&size=10&sort=-amount&q=so&columns=c1");

        var request = Assert.Single(asked);
        Assert.Equal((2, 10, "amount", true, "so"), (request.Page, request.Size, request.Sort, request.Descending, request.Filter("q")));
        Assert.DoesNotContain(grid.FindAll("th"), th => th.TextContent.Contains("Region", StringComparison.Ordinal));
        Assert.Equal("descending", grid.Find("th[aria-sort=descending]").GetAttribute("aria-sort"));
    }

    [Theory]
    [InlineData("orders?page=0&size=100000&sort=-")]
    [InlineData("orders?page=-1&size=x")]
    [InlineData("orders?page=99999999999999999999")]
    public void What_makes_no_sense_in_the_address_is_as_if_it_were_not(string address)
    {
        RenderGrid(address);

        var request = Assert.Single(asked);
        Assert.Equal((1, 20), (request.Page, request.Size));
    }

    [Fact]
    public void A_head_sorts_up_then_down_and_begins_at_the_first_page()
    {
        var grid = RenderGrid("orders?page=3");

        grid.Find("[data-testid=action-sort-amount]").Click();
        Assert.EndsWith("/orders?sort=amount", Navigation.Uri, StringComparison.Ordinal);
        Assert.Single(grid.FindAll("th[aria-sort=ascending]"));

        grid.Find("[data-testid=action-sort-amount]").Click();
        Assert.EndsWith("/orders?sort=-amount", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(asked[^1].Descending);
    }

    [Fact]
    public void Going_back_shows_what_was_there()
    {
        var grid = RenderGrid();
        grid.Find("[data-testid=action-next]").Click();

        Navigation.NavigateTo("orders");

        grid.WaitForAssertion(() => Assert.Equal("SO1", grid.Find("[data-testid=row-orders]").GetAttribute("data-key")));
    }

    [Fact]
    public void The_selection_survives_paging_but_not_another_filter()
    {
        var grid = RenderGrid();
        grid.FindAll("[data-testid=field-select]")[1].Change(true);
        grid.Find("[data-testid=action-next]").Click();
        grid.FindAll("[data-testid=field-select]")[0].Change(true);

        Assert.Equal("SO2,SO21", grid.Find("[data-testid=value-bulk]").TextContent);

        Navigation.NavigateTo("orders?q=other");
        grid.WaitForAssertion(() => Assert.Empty(grid.FindAll("[data-testid=value-bulk]")));
    }

    [Fact]
    public void A_hidden_column_does_not_read_the_rows_again()
    {
        var grid = RenderGrid();

        grid.Find("[data-testid=field-column-c1]").Change(false);

        Assert.EndsWith("?columns=c1", Navigation.Uri, StringComparison.Ordinal);
        Assert.DoesNotContain(grid.FindAll("th"), th => th.TextContent.Contains("Region", StringComparison.Ordinal));
        Assert.Single(asked);
    }

    [Fact]
    public void Beyond_the_end_the_last_page_is_shown()
    {
        var grid = RenderGrid("orders?page=9");

        grid.WaitForAssertion(() => Assert.Equal(5, grid.FindAll("[data-testid=row-orders]").Count));
        Assert.EndsWith("?page=3", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_says_what_to_do_and_an_empty_search_offers_to_clear_it()
    {
        total = 0;
        Assert.Contains("Upload a workbook", RenderGrid().Find("[data-testid=empty]").TextContent, StringComparison.Ordinal);

        var filtered = RenderGrid("orders?q=x");
        filtered.Find("[data-testid=action-clear-filters]").Click();
        Assert.EndsWith("/orders", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_read_keeps_the_page_and_offers_to_try_again()
    {
        var fail = true;
        var grid = RenderGrid(load: (request, _) => fail ? throw new InvalidOperationException("down") : Task.FromResult(Rows(request)));
        Assert.Contains(Services.GetRequiredService<Correlation>().Id, grid.Find("[data-testid=empty]").TextContent, StringComparison.Ordinal);

        fail = false;
        grid.Find("[data-testid=action-retry]").Click();

        Assert.Equal(20, grid.FindAll("[data-testid=row-orders]").Count);
    }

    [Fact]
    public void A_slow_older_read_does_not_overwrite_a_newer_one()
    {
        var first = new TaskCompletionSource<Page<Order>>();
        var calls = 0;
        var grid = RenderGrid(load: (request, _) => calls++ == 0 ? first.Task : Task.FromResult(Rows(request)));
        Assert.NotEmpty(grid.FindAll(".k-skeleton"));

        Navigation.NavigateTo("orders?page=2");
        grid.WaitForAssertion(() => Assert.Equal("SO21", grid.Find("[data-testid=row-orders]").GetAttribute("data-key")));
        first.SetResult(Rows(new PageRequest(1, 20, null, false, new Dictionary<string, string>())));

        grid.WaitForAssertion(() => Assert.Equal("false", grid.Find("[data-testid=grid-orders]").GetAttribute("aria-busy")));
        Assert.Equal("SO21", grid.Find("[data-testid=row-orders]").GetAttribute("data-key"));
    }

    [Fact]
    public void A_missing_permission_is_for_the_page_to_show()
    {
        Assert.Throws<PermissionException>(() => RenderGrid(load: (_, _) => throw new PermissionException(Permissions.LedgerView)));
    }

    private Page<Order> Rows(PageRequest request)
    {
        asked.Add(request);
        var rows = Enumerable.Range(1, total).Skip((request.Page - 1) * request.Size).Take(request.Size)
            .Select(i => new Order($"SO{i.ToString(CultureInfo.InvariantCulture)}", "北京", i));
        return new Page<Order>([.. rows], total);
    }

    private IRenderedComponent<DataGrid<Order>> RenderGrid(
        string address = "orders", Func<PageRequest, CancellationToken, Task<Page<Order>>>? load = null)
    {
        Navigation.NavigateTo(address);
        return Render<DataGrid<Order>>(parameters => parameters
            .Add(g => g.Name, "orders")
            .Add(g => g.Label, "Orders")
            .Add(g => g.Key, order => order.No)
            .Add(g => g.Selectable, true)
            .Add(g => g.BulkActions, rows => $"<b data-testid=\"value-bulk\">{string.Join(',', rows.Select(r => r.No))}</b>")
            .Add(g => g.EmptyText, "Upload a workbook")
            .Add(g => g.Load, load ?? ((request, _) => Task.FromResult(Rows(request))))
            .Add(g => g.Columns, builder =>
            {
                builder.OpenRegion(0);
                AddColumn(builder, "No", "no", order => order.No);
                builder.CloseRegion();
                builder.OpenRegion(1);
                AddColumn(builder, "Region", null, order => order.Region);
                builder.CloseRegion();
                builder.OpenRegion(2);
                AddColumn(builder, "Amount", "amount", order => MoneyText.Format(order.Amount));
                builder.CloseRegion();
            }));
    }

    private static void AddColumn(
        Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder, string title, string? sort, Func<Order, string> cell)
    {
        builder.OpenComponent<Column<Order>>(0);
        builder.AddComponentParameter(1, nameof(Column<>.Title), title);
        builder.AddComponentParameter(2, nameof(Column<>.Sort), sort);
        builder.AddComponentParameter(3, nameof(Column<>.ChildContent), (RenderFragment<Order>)(order => b => b.AddContent(0, cell(order))));
        builder.CloseComponent();
    }

    public sealed record Order(string No, string Region, decimal Amount);
}
