using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;

namespace KBoss.Tests.Common.Lists;

/// <summary>Which of several answers a list shows, and what becomes of one that fails.</summary>
public sealed class GridReadingTests : IDisposable
{
    private static readonly GridState First = GridState.Empty;

    private readonly Queue<TaskCompletionSource<Page<string>>> answers = [];
    private readonly List<PageRequest> requests = [];
    private readonly List<string> shown = [];
    private readonly GridReading<string> reading;
    private int begun;

    public GridReadingTests() => reading = new GridReading<string>(
        (request, ct) =>
        {
            requests.Add(request);
            return answers.Dequeue().Task.WaitAsync(ct);
        },
        row => row,
        failure => failure.Message)
    {
        Began = () => begun++,
        Shown = page =>
        {
            shown.Add(string.Join(',', page.Rows));
            return Task.CompletedTask;
        },
    };

    public void Dispose() => reading.Dispose();

    [Fact]
    public async Task It_is_busy_until_the_answer_is_there_and_then_shows_it()
    {
        var answer = Ask();
        var read = reading.ReadAsync(First, byOthers: false);
        Assert.Equal((true, 1, null), (reading.IsBusy, begun, reading.Page));

        answer.SetResult(Of("A", "B"));

        Assert.True(await read);
        Assert.Equal((false, "A,B", null), (reading.IsBusy, Rows, reading.Failure));
        Assert.Equal(["A,B"], shown);
    }

    [Fact]
    public async Task What_was_asked_for_last_is_shown_however_late_the_other_answer_comes()
    {
        var (early, late) = (Ask(), Ask());
        var first = reading.ReadAsync(First, byOthers: false);
        var second = reading.ReadAsync(First.At(2), byOthers: false);
        late.SetResult(Of("second"));
        Assert.True(await second);
        early.SetResult(Of("first"));

        Assert.False(await first);
        Assert.Equal(("second", false), (Rows, reading.IsBusy));
        Assert.Equal([1, 2], requests.Select(request => request.Page));
    }

    [Theory]
    [InlineData(false, "N,A,B", null)]
    [InlineData(true, "A,B", 1)]
    public async Task What_others_add_before_the_rows_waits_unless_the_reader_has_asked(bool byOthers, string rows, int? news)
    {
        await ReadAsync(First, Of("A", "B"));

        Ask().SetResult(Of("N", "A", "B"));
        await reading.ReadAsync(First, byOthers);

        Assert.Equal((rows, news), (Rows, reading.News));
        Assert.Equal(byOthers ? 1 : 2, shown.Count);
    }

    [Fact]
    public async Task News_that_overtake_what_the_reader_asked_for_are_the_answer_to_it()
    {
        await ReadAsync(First, Of("A", "B"));
        var (asked, news) = (Ask(), Ask());
        var mine = reading.ReadAsync(First.At(2), byOthers: false);
        var others = reading.ReadAsync(First.At(2), byOthers: true);
        news.SetResult(Of("C", "D"));
        asked.SetResult(Of("too late"));

        Assert.Equal((false, true), (await mine, await others));
        Assert.Equal(("C,D", null), (Rows, reading.News));
    }

    [Theory]
    [InlineData(false, "down")]
    [InlineData(true, null)]
    public async Task A_failure_is_said_to_whoever_asked_and_takes_nothing_away(bool byOthers, string? said)
    {
        await ReadAsync(First, Of("A"));

        Ask().SetException(new InvalidOperationException("down"));
        Assert.True(await reading.ReadAsync(First, byOthers));

        Assert.Equal((said, "A", false), (reading.Failure, Rows, reading.IsBusy));
        await ReadAsync(First, Of("B"));
        Assert.Equal((null, "B"), (reading.Failure, Rows));
    }

    [Fact]
    public async Task The_first_failure_is_said_whoever_asked()
    {
        Ask().SetException(new RuleException("Common.Unknown"));
        await reading.ReadAsync(First, byOthers: true);

        Assert.NotNull(reading.Failure);
    }

    [Fact]
    public async Task What_is_for_the_page_to_show_is_thrown()
    {
        Ask().SetException(new PermissionException(Permissions.LedgerView));

        await Assert.ThrowsAsync<PermissionException>(() => reading.ReadAsync(First, byOthers: false));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public async Task Windows_are_of_the_state_that_was_read_stay_while_news_wait_and_end_with_scrolling()
    {
        var scrolled = First.Sized(GridState.Scroll);
        await ReadAsync(scrolled, new Page<string>([.. Enumerable.Range(1, GridState.Window).Select(i => $"{i}")], 250));
        var windows = reading.Windows!;

        Ask().SetResult(Of("101"));
        Assert.Equal(["101"], await windows.TakeAsync(GridState.Window, 1, default));
        Assert.Equal((2, GridState.Window), (requests[^1].Page, requests[^1].Size));

        Ask().SetResult(new Page<string>([.. Enumerable.Range(0, GridState.Window).Select(i => $"{i}")], 251));
        await reading.ReadAsync(scrolled, byOthers: true);
        Assert.Same(windows, reading.Windows);
        Assert.Equal(1, reading.News);

        await ReadAsync(First, Of("A"));
        Assert.Null(reading.Windows);
    }

    [Fact]
    public async Task Whoever_has_left_is_shown_nothing_more()
    {
        var answer = Ask();
        var read = reading.ReadAsync(First, byOthers: false);
        reading.Dispose();
        answer.SetResult(Of("A"));

        Assert.False(await read);
        Assert.Null(reading.Page);
        Assert.Empty(shown);
    }

    private string? Rows => reading.Page is { } page ? string.Join(',', page.Rows) : null;

    private static Page<string> Of(params string[] rows) => new(rows, rows.Length);

    private TaskCompletionSource<Page<string>> Ask()
    {
        var answer = new TaskCompletionSource<Page<string>>();
        answers.Enqueue(answer);
        return answer;
    }

    private Task<bool> ReadAsync(GridState state, Page<string> page)
    {
        Ask().SetResult(page);
        return reading.ReadAsync(state, byOthers: false);
    }
}
