using System.Globalization;
using KBoss.Infrastructure.Common.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace KBoss.Tests.Common.Data;

public sealed class ChangesTests
{
    [Fact]
    public async Task Who_hears_of_a_change_goes_on_in_its_own_language_and_knows_nothing_of_who_made_it()
    {
        var changes = new Changes([], NullLogger<Changes>.Instance);
        var madeBy = new AsyncLocal<string?>();
        (string Language, string? By)? heard = null;
        Task read = Task.CompletedTask;
        await In("zh-Hans", () =>
        {
            // As a page does it, which reads itself again on a thread of its own.
            changes.Subscribe<Changed>(_ => read = Task.Run(() => heard = (CultureInfo.CurrentUICulture.Name, madeBy.Value)));
        });

        await In("en", () =>
        {
            madeBy.Value = "somebody else";
            changes.Publish(new Changed());
            Assert.Equal("en", CultureInfo.CurrentUICulture.Name);
        });
        await read;

        Assert.Equal(("zh-Hans", null), heard);
    }

    private static Task In(string language, Action act) => Task.Run(() =>
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        act();
    });

    private sealed record Changed;
}
