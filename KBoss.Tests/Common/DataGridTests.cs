using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class DataGridTests : ComponentTest
{
    private readonly List<PageRequest> asked = [];
    private int total = 45;
    private IReadOnlyCollection<Order>? handed;

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
    [InlineData("orders?q=1&%E2%80%8Bq=2&%C2%ADq=3")]
    [InlineData("orders?page=99999999999999999999")]
    public void What_makes_no_sense_in_the_address_is_as_if_it_were_not(string address)
    {
        RenderGrid(address);

        var request = Assert.Single(asked);
        Assert.Equal((1, 20), (request.Page, request.Size));
    }

    [Fact]
    public void A_filter_that_the_list_does_not_understand_lists_nothing_says_so_and_leads_on()
    {
        var grid = RenderGrid("orders?from=yesterday", (request, _) =>
        {
            Assert.Null(request.Days(DateTime.UnixEpoch).From);
            return Task.FromResult(Rows(request));
        });

        Assert.Empty(grid.FindAll("[data-testid=row-orders]"));
        Assert.Contains("“yesterday”不是日期", grid.Find("[data-testid=empty]").TextContent, StringComparison.Ordinal);
        grid.Find("[data-testid=action-clear-filters]").Click();
        Assert.EndsWith("/orders", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(20, grid.FindAll("[data-testid=row-orders]").Count);
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
    public void An_act_on_chosen_rows_means_those_chosen_when_it_runs_not_when_its_button_was_drawn()
    {
        // On a slow line a click comes from a button that the browser has not drawn anew since the last row was chosen.
        var grid = RenderGrid();
        grid.FindAll("[data-testid=field-select]")[0].Change(true);
        var drawn = handed!;
        grid.FindAll("[data-testid=field-select]")[1].Change(true);
        Assert.Equal(["SO1", "SO2"], drawn.Select(row => row.No));

        grid.FindAll("[data-testid=field-select]")[0].Change(false);
        Assert.Equal(["SO2"], drawn.Select(row => row.No));
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

    [Fact]
    public void Pages_are_jumped_to_by_their_ends_and_by_number()
    {
        total = 450;
        var grid = RenderGrid();

        grid.Find("[data-testid=action-last]").Click();
        Assert.EndsWith("?page=23", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(grid.Find("[data-testid=action-last]").HasAttribute("disabled"));
        grid.Find("[data-testid=field-page]").Change("7");
        Assert.Equal("SO121", grid.Find("[data-testid=row-orders]").GetAttribute("data-key"));
        grid.Find("[data-testid=field-page]").Change("999");
        Assert.EndsWith("?page=23", Navigation.Uri, StringComparison.Ordinal);
        grid.Find("[data-testid=action-first]").Click();
        Assert.EndsWith("/orders", Navigation.Uri, StringComparison.Ordinal);
        grid.Find("[data-testid=field-size]").Change("200");
        Assert.Equal(200, grid.FindAll("[data-testid=row-orders]").Count);
    }

    [Fact]
    public async Task Scrolled_rows_are_read_in_windows_as_they_come_into_sight_and_ten_thousand_at_most()
    {
        total = 12_345;
        var read = new List<int>();
        var windows = new GridWindows<Order>(Rows(Request(1)), (window, _) =>
        {
            read.Add(window);
            return Task.FromResult(Rows(Request(window)).Rows);
        });

        Assert.Equal("SO1,SO2", Keys(await windows.TakeAsync(0, 2, default)));
        Assert.Empty(read);
        Assert.Equal("SO99,SO100,SO101", Keys(await windows.TakeAsync(98, 3, default)));
        Assert.Equal("SO5001", Keys(await windows.TakeAsync(5000, 1, default)));
        Assert.Equal("SO5001,SO5002", Keys(await windows.TakeAsync(5000, 2, default)));
        Assert.Equal([2, 51], read);
        Assert.Equal(10_000, windows.Count);

        total = 150;
        windows = new GridWindows<Order>(Rows(Request(1)), (window, _) => Task.FromResult(Rows(Request(window)).Rows));
        Assert.Equal((150, "SO149,SO150"), (windows.Count, Keys(await windows.TakeAsync(148, 10, default))));

        static PageRequest Request(int window) => new(window, GridState.Window, null, false, new Dictionary<string, string>());
        static string Keys(IEnumerable<Order> rows) => string.Join(',', rows.Select(row => row.No));
    }

    [Fact]
    public void A_list_that_is_scrolled_has_no_pages_and_says_how_many_rows_there_are()
    {
        total = 12_345;
        var grid = RenderGrid();

        grid.Find("[data-testid=field-size]").Change("scroll");

        Assert.EndsWith("?size=scroll", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("滚动显示前 10,000 条，共 12,345 条", grid.Find("[data-testid=value-range]").TextContent);
        Assert.Empty(grid.FindAll("[data-testid=action-next]"));
        Assert.Equal((1, 100), (asked[1].Page, asked[1].Size));
    }

    [Fact]
    public void Rows_stand_in_groups_of_what_they_have_in_common_sorted_by_it()
    {
        var grid = RenderGrid("orders?group=no");

        Assert.Equal("no", asked[^1].Sort);
        Assert.Equal(["SO1", "SO2"], grid.FindAll("[data-testid=row-groups]").Select(g => g.GetAttribute("data-key")));
        Assert.Contains("本页 11 条", grid.Find("[data-testid=row-groups]").TextContent, StringComparison.Ordinal);
        Assert.Equal(20, grid.FindAll("[data-testid=row-orders]").Count);
        grid.Find("[data-testid=action-sort-amount]").Click();
        Assert.Empty(grid.FindAll("[data-testid=row-groups]"));
        Assert.EndsWith("/orders?sort=amount", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void The_foot_adds_up_what_was_found_below_its_column()
    {
        var grid = RenderGrid(load: (request, _) => Task.FromResult(Rows(request) with { Sums = new Dictionary<string, decimal> { ["amount"] = 1035m } }));

        Assert.Equal("¥1,035.00", grid.Find("[data-testid=value-foot-amount]").TextContent);
        var cells = grid.FindAll("tfoot tr > *");
        Assert.Equal((2, "3"), (cells.Count, cells[0].GetAttribute("colspan")));
        Assert.Contains("45", cells[0].TextContent, StringComparison.Ordinal);
        Assert.Empty(RenderGrid().FindAll("tfoot"));
    }

    [Theory]
    [InlineData("move amount before no", "Amount,No,Region")]
    [InlineData("move no behind c1", "Region,No,Amount")]
    [InlineData("move nothing before no", "No,Region,Amount")]
    [InlineData("nonsense", "No,Region,Amount")]
    public void A_column_is_moved_by_what_the_mouse_says(string told, string heads)
    {
        var grid = RenderGrid();

        grid.Find("[data-grid-told]").Change(told);

        Assert.Equal(heads, string.Join(',', grid.FindAll("th[data-column]").Select(th => th.TextContent.Trim(' ', '\n', '↕', '↑', '↓').Trim())));
        Assert.Equal(heads, string.Join(',', grid.FindAll("[data-testid=row-orders]")[0].Children.Skip(1).Select(td => td.GetAttribute("data-label"))));
        Assert.Single(asked);
    }

    [Fact]
    public void Columns_are_as_wide_as_the_mouse_says_and_move_by_the_menu()
    {
        var grid = RenderGrid();
        Assert.Empty(grid.FindAll("table[data-sized]"));

        grid.Find("[data-grid-told]").Change("widths no:120,c1:80,amount:5");

        Assert.Equal(["width:120px", "width:80px", "width:56px"], grid.FindAll("col[style]").Select(col => col.GetAttribute("style")));
        Assert.Equal("width:300px", grid.Find("table[data-sized]").GetAttribute("style"));

        grid.Find("details:has([data-testid=action-columns])").TriggerEvent("ontoggle", EventArgs.Empty);
        grid.Find("[data-key=amount] [data-testid=action-column-left]").Click();
        Assert.Equal(["no", "amount", "c1"], grid.FindAll("th[data-column]").Select(th => th.GetAttribute("data-column")));
        Assert.True(grid.Find("[data-key=no] [data-testid=action-column-left]").HasAttribute("disabled"));

        // A second click comes from the button of before: it moves the column on, past whatever stands there by then.
        var left = grid.Find("[data-key=c1] [data-testid=action-column-left]");
        left.Click();
        Assert.Equal(["no", "c1", "amount"], grid.FindAll("th[data-column]").Select(th => th.GetAttribute("data-column")));
        grid.Find("[data-key=c1] [data-testid=action-column-left]").Click();
        Assert.Equal(["c1", "no", "amount"], grid.FindAll("th[data-column]").Select(th => th.GetAttribute("data-column")));
        grid.Find("[data-testid=action-reset-columns]").Click();
        Assert.Equal(["no", "c1", "amount"], grid.FindAll("th[data-column]").Select(th => th.GetAttribute("data-column")));
        Assert.Empty(grid.FindAll("table[data-sized]"));
    }

    private Page<Order> Rows(PageRequest request)
    {
        asked.Add(request);
        var rows = Enumerable.Range(1, total).Skip((request.Page - 1) * request.Size).Take(request.Size)
            .Select(i => new Order($"SO{i.ToString(CultureInfo.InvariantCulture)}", "北京", i));
        return new Page<Order>([.. rows], total);
    }

    [Fact]
    public async Task What_others_change_does_not_move_the_rows_that_somebody_works_with()
    {
        List<Order> rows = [new("A", "North", 1), new("B", "North", 2)];
        var grid = RenderGrid(load: (_, _) => Task.FromResult(new Page<Order>([.. rows], rows.Count)));
        string[] Shown() => [.. grid.FindAll("[data-testid=row-orders]").Select(row => row.GetAttribute("data-key")!)];

        // What comes at the end moves nothing, and what is there is brought up to date where it stands.
        rows = [rows[0], rows[1] with { Region = "South" }, new("C", "North", 3)];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal(["A", "B", "C"], Shown());
        Assert.Contains("South", grid.Markup, StringComparison.Ordinal);
        Assert.Empty(grid.FindAll("[data-testid=action-show-news]"));

        // What comes before them waits.
        rows = [new("N", "North", 9), rows[0] with { Region = "East" }, rows[1], rows[2]];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal(["A", "B", "C"], Shown());
        Assert.Contains("East", grid.Markup, StringComparison.Ordinal);
        Assert.Contains("1", grid.Find("[data-testid=action-show-news]").TextContent, StringComparison.Ordinal);
        grid.Find("[data-testid=action-show-news]").Click();
        Assert.Equal(["N", "A", "B", "C"], Shown());
        Assert.Empty(grid.FindAll("[data-testid=action-show-news]"));

        // So does what has gone; what the reader does is shown at once.
        rows = [rows[0], rows[2]];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal(["N", "A", "B", "C"], Shown());
        await grid.InvokeAsync(grid.Instance.ReloadAsync);
        Assert.Equal(["N", "B"], Shown());

        // Where there is nothing yet, what comes is shown.
        rows = [];
        await grid.InvokeAsync(grid.Instance.ReloadAsync);
        rows = [new("F", "North", 1)];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal(["F"], Shown());
    }

    [Fact]
    public async Task What_a_page_says_of_all_rows_does_not_run_ahead_of_those_that_are_shown()
    {
        List<Order> rows = [new("A", "North", 1)];
        var (read, said) = (0, 0);
        Navigation.NavigateTo("orders");
        var grid = Render<DataGrid<Order>>(parameters => parameters
            .Add(g => g.Name, "orders")
            .Add(g => g.Label, "Orders")
            .Add(g => g.Key, order => order.No)
            .Add(g => g.Load, (_, _) => Task.FromResult(new Page<Order>([.. rows], read = rows.Count)))
            .Add(g => g.OnShown, () => said = read));
        Assert.Equal(1, said);

        rows = [new("N", "North", 9), rows[0]];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal((2, 1), (read, said));
        grid.Find("[data-testid=action-show-news]").Click();
        Assert.Equal(2, said);
    }

    [Fact]
    public async Task A_list_follows_the_rows_that_it_is_made_of_where_they_are_its_readers()
    {
        var changes = Services.GetRequiredService<Changes>();
        List<Order> rows = [new("A", "North", 1)];
        var reads = 0;
        Navigation.NavigateTo("orders");
        var grid = Render<DataGrid<Order>>(parameters => parameters
            .Add(g => g.Name, "orders")
            .Add(g => g.Label, "Orders")
            .Add(g => g.Key, order => order.No)
            .Add(g => g.Follows, [typeof(Domain.Orders.Order)])
            .Add(g => g.FollowsOf, 7)
            .Add(g => g.Pause, TimeSpan.Zero)
            .Add(g => g.Load, (_, _) =>
            {
                reads++;
                return Task.FromResult(new Page<Order>([.. rows], rows.Count));
            })
            .Add(g => g.Columns, _ => { }));
        Assert.Equal(1, reads);

        rows = [new("B", "North", 2), .. rows];
        changes.Publish(new RowsChanged(["Ticket 7", "Order 8", "Order 77"]));
        Assert.Equal(1, reads);
        changes.Publish(new RowsChanged(["Order 7", "Order 8"]));
        grid.WaitForAssertion(() => Assert.Single(grid.FindAll("[data-testid=action-show-news]")));
        Assert.Equal(2, reads);
        Assert.Single(grid.FindAll("[data-testid=row-orders]"));

        // Whoever has missed something reads again, and what is left hears of nothing any more.
        changes.Publish(new ChangesMissed());
        grid.WaitForAssertion(() => Assert.Equal(3, reads));
        await DisposeComponentsAsync();
        changes.Publish(new RowsChanged(["Order 7"]));
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task News_do_not_take_the_place_of_what_the_reader_has_asked_for()
    {
        var answers = new Dictionary<int, TaskCompletionSource>();
        var grid = RenderGrid(load: async (request, ct) =>
        {
            if (answers.TryGetValue(request.Page, out var answer))
            {
                await answer.Task.WaitAsync(ct);
            }

            return Rows(request);
        });
        answers[2] = new TaskCompletionSource();

        // While the next page is being read, somebody else changes something.
        grid.Find("[data-testid=action-next]").Click();
        var news = grid.InvokeAsync(grid.Instance.NewsAsync);
        answers[2].SetResult();
        await news;

        grid.WaitForAssertion(() => Assert.Equal("SO21", grid.Find("[data-testid=row-orders]").GetAttribute("data-key")));
        Assert.Empty(grid.FindAll("[data-testid=action-show-news]"));
    }

    [Fact]
    public async Task Rows_that_are_scrolled_stay_and_news_that_cannot_be_read_take_nothing_away()
    {
        List<Order> rows = [new("A", "North", 1), new("B", "North", 2)];
        var fails = false;
        var grid = RenderGrid(load: (_, _) => fails ? throw new InvalidOperationException("gone") : Task.FromResult(new Page<Order>([.. rows], rows.Count)));

        fails = true;
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Equal(2, grid.FindAll("[data-testid=row-orders]").Count);
        Assert.Empty(grid.FindAll("[data-testid=action-retry]"));
        await grid.InvokeAsync(grid.Instance.ReloadAsync);
        Assert.Single(grid.FindAll("[data-testid=action-retry]"));

        fails = false;
        await grid.InvokeAsync(() => grid.Instance.Go(grid.Instance.State with { Scrolls = true }));
        var windows = grid.Instance.Windows;
        Assert.NotNull(windows);
        rows = [new("N", "North", 9), .. rows];
        await grid.InvokeAsync(grid.Instance.NewsAsync);
        Assert.Same(windows, grid.Instance.Windows);
        Assert.Equal(1, grid.Instance.News);
        await grid.InvokeAsync(grid.Instance.ReloadAsync);
        Assert.NotSame(windows, grid.Instance.Windows);
        Assert.Null(grid.Instance.News);
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
            .Add(g => g.BulkActions, rows => Bulk(handed = rows))
            .Add(g => g.EmptyText, "Upload a workbook")
            .Add(g => g.Load, load ?? ((request, _) => Task.FromResult(Rows(request))))
            .Add(g => g.Columns, builder =>
            {
                builder.OpenRegion(0);
                AddColumn(builder, "No", "no", order => order.No, group: order => order.Amount <= 11 ? "SO1" : "SO2");
                builder.CloseRegion();
                builder.OpenRegion(1);
                AddColumn(builder, "Region", null, order => order.Region);
                builder.CloseRegion();
                builder.OpenRegion(2);
                AddColumn(builder, "Amount", "amount", order => MoneyText.Format(order.Amount), sum: "amount");
                builder.CloseRegion();
            }));
    }

    private static string Bulk(IEnumerable<Order> rows) => $"<b data-testid=\"value-bulk\">{string.Join(',', rows.Select(r => r.No))}</b>";

    private static void AddColumn(
        Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder, string title, string? sort, Func<Order, string> cell,
        Func<Order, string>? group = null, string? sum = null)
    {
        builder.OpenComponent<Column<Order>>(0);
        builder.AddComponentParameter(1, nameof(Column<>.Title), title);
        builder.AddComponentParameter(2, nameof(Column<>.Sort), sort);
        builder.AddComponentParameter(3, nameof(Column<>.ChildContent), (RenderFragment<Order>)(order => b => b.AddContent(0, cell(order))));
        builder.AddComponentParameter(4, nameof(Column<>.GroupBy), group);
        builder.AddComponentParameter(5, nameof(Column<>.Sum), sum);
        builder.CloseComponent();
    }

    public sealed record Order(string No, string Region, decimal Amount);
}
