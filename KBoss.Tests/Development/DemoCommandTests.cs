using KBoss.Web.Development;

namespace KBoss.Tests.Development;

public sealed class DemoCommandTests
{
    [Fact]
    public void The_command_is_no_setting_and_takes_none_away()
    {
        Assert.Equal(["--App:DataDirectory", "data"], DemoCommand.Settings(["demo", "--large", "--App:DataDirectory", "data"]));
        Assert.Equal(["--urls", "demo"], DemoCommand.Settings(["--urls", "demo"]));
        Assert.True(DemoCommand.Asked(["demo"]));
        Assert.False(DemoCommand.Asked([]));
    }
}
