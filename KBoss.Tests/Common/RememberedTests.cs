using KBoss.Infrastructure.Common;
using Microsoft.Extensions.Time.Testing;

namespace KBoss.Tests.Common;

public sealed class RememberedTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 5, 2, 0, 0, TimeSpan.Zero));
    private int asked;

    [Fact]
    public async Task An_answer_is_asked_for_once_in_its_lifetime_and_not_believed_before_it_was_asked_for()
    {
        var remembered = new Remembered<int, string>(10, Lifetime, time);

        Assert.Equal("1:1", await remembered.GetAsync(1, AskAsync));
        time.Advance(Lifetime - TimeSpan.FromTicks(1));
        Assert.Equal("1:1", await remembered.GetAsync(1, AskAsync));
        Assert.Equal("2:2", await remembered.GetAsync(2, AskAsync));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("1:3", await remembered.GetAsync(1, AskAsync));

        time.AdjustTime(time.GetUtcNow().AddHours(-1));
        Assert.Equal("1:4", await remembered.GetAsync(1, AskAsync));
    }

    [Fact]
    public async Task An_answer_says_itself_when_it_ends_but_lives_no_longer_than_others()
    {
        var remembered = new Remembered<int, string>(10, Lifetime, time);
        var now = time.GetUtcNow().UtcDateTime;

        await remembered.GetAsync(1, (key, ct) => UntilAsync(now.AddSeconds(1)));
        await remembered.GetAsync(2, (key, ct) => UntilAsync(DateTime.MaxValue));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("new", await remembered.GetAsync(1, (_, _) => Task.FromResult<string?>("new")));
        Assert.Equal("old", await remembered.GetAsync(2, (_, _) => Task.FromResult<string?>("new")));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("new", await remembered.GetAsync(2, (_, _) => Task.FromResult<string?>("new")));

        static Task<(string? Value, DateTime Until)> UntilAsync(DateTime until) => Task.FromResult(((string?)"old", until));
    }

    [Fact]
    public async Task What_has_changed_is_forgotten_and_nothing_else()
    {
        var remembered = new Remembered<int, string>(10, Lifetime, time);
        foreach (var key in new[] { 1, 2, 3 })
        {
            await remembered.GetAsync(key, AskAsync);
        }

        remembered.Forget(1);
        remembered.Forget((key, value) => key == 3 && value == "3:3");

        Assert.Equal("1:4", await remembered.GetAsync(1, AskAsync));
        Assert.Equal("2:2", await remembered.GetAsync(2, AskAsync));
        Assert.Equal("3:5", await remembered.GetAsync(3, AskAsync));
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_before_a_change_is_not_remembered_after_it()
    {
        var remembered = new Remembered<int, string>(10, Lifetime, time);
        var answer = new TaskCompletionSource<string?>();
        var late = remembered.GetAsync(1, (_, _) => answer.Task);

        remembered.Forget(1);
        answer.SetResult("of yesterday");

        Assert.Equal("of yesterday", await late);
        Assert.Equal("1:1", await remembered.GetAsync(1, AskAsync));
    }

    [Fact]
    public async Task Nothing_is_not_remembered_and_a_question_that_fails_neither()
    {
        var remembered = new Remembered<int, string>(10, Lifetime, time);

        Assert.Null(await remembered.GetAsync(1, (_, _) => Task.FromResult<string?>(null)));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await remembered.GetAsync(1, (_, _) => Task.FromException<string?>(new InvalidOperationException())));
        Assert.Equal(0, remembered.Count);
        Assert.Equal("1:1", await remembered.GetAsync(1, AskAsync));
    }

    [Fact]
    public async Task So_many_are_remembered_and_no_more()
    {
        var remembered = new Remembered<int, string>(100, Lifetime, time);
        for (var key = 0; key < 1_000; key++)
        {
            Assert.Equal($"{key}:{key + 1}", await remembered.GetAsync(key, AskAsync));
            Assert.InRange(remembered.Count, 1, 100);
        }
    }

    private Task<string?> AskAsync(int key, CancellationToken ct) => Task.FromResult<string?>($"{key}:{++asked}");
}
