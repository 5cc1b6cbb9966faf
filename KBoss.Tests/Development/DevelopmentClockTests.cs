using KBoss.Infrastructure.Common.Data;
using KBoss.Web.Development;

namespace KBoss.Tests.Development;

/// <summary>The clock that can be moved goes on where it stood when KBoss is started again over the same data.</summary>
public sealed class DevelopmentClockTests : IDisposable
{
    private readonly DataDirectory directory = new(Directory.CreateTempSubdirectory("kboss-clock-").FullName);

    public void Dispose() => Directory.Delete(directory.Path, recursive: true);

    [Fact]
    public void What_it_was_moved_by_is_kept_beside_the_data_until_it_is_reset()
    {
        var clock = new DevelopmentClock(directory);
        Assert.Equal(TimeSpan.Zero, clock.Offset);
        Assert.True(clock.TryAdvance(TimeSpan.FromDays(40)));
        Assert.True(clock.TryAdvance(TimeSpan.FromMinutes(31)));

        Assert.Equal(TimeSpan.FromDays(40) + TimeSpan.FromMinutes(31), new DevelopmentClock(directory).Offset);
        Assert.Equal(TimeSpan.Zero, new DevelopmentClock().Offset);
        clock.Reset();
        Assert.Equal(TimeSpan.Zero, new DevelopmentClock(directory).Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1.00:00:00")]
    [InlineData("9999.00:00:00")]
    public void A_file_that_says_no_time_moves_nothing(string text)
    {
        File.WriteAllText(directory.Combine(DevelopmentClock.FileName), text);

        Assert.Equal(TimeSpan.Zero, new DevelopmentClock(directory).Offset);
    }
}
