using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Messaging.Preferences;
using KBoss.Tests.Support;

namespace KBoss.Tests.Messaging;

public sealed class PreferenceServiceTests
{
    [Fact]
    public async Task Preferences_are_the_members_own_and_two_windows_that_save_at_once_leave_one_choice()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var (mine, theirs) = (await boss.Given.MemberAsync(root, Role.Admin), await boss.Given.MemberAsync(root, Role.Admin));
        var preferences = boss.Get<PreferenceService>();
        await Assert.ThrowsAsync<SignInException>(() => preferences.GetAsync());

        boss.SignIn(mine);
        var before = await preferences.GetAsync();
        Assert.Equal(
            (QuietHours.Default, Channels.Notice | Channels.Sms | Channels.Mail, Channels.Notice),
            (before.Quiet, before.Chosen[NewsGroups.Resources], before.Chosen[NewsGroups.Prices]));
        Assert.Equal("139****0001", before.MaskedPhone);
        var quiet = new QuietHours(new TimeOnly(23, 30), new TimeOnly(6, 15));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => preferences.ChooseAsync(new Preference(
            new Dictionary<NewsGroups, Channels> { [NewsGroups.Prices] = Channels.Sms, [NewsGroups.Marketing] = Channels.Sms }, quiet)))));
        var after = await preferences.GetAsync();
        Assert.Equal((quiet, Channels.Sms, Channels.Notice), (after.Quiet, after.Chosen[NewsGroups.Prices], after.Chosen[NewsGroups.Resources]));
        Assert.Equal(Channels.Sms, after.Chosen[NewsGroups.Marketing]);
        Assert.Contains((true, ConsentWay.Preferences), after.Consents.Select(c => (c.Given, c.Way)));

        boss.SignIn(theirs);
        var other = await preferences.GetAsync();
        Assert.Equal((QuietHours.Default, Channels.Notice), (other.Quiet, other.Chosen[NewsGroups.Prices]));
        Assert.Empty(other.Consents);
    }
}
