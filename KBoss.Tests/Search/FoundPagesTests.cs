using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Web.Common;
using KBoss.Web.Search;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Search;

/// <summary>A page is found by what the menu calls it and by what stands at its head, in either language.</summary>
public sealed class FoundPagesTests
{
    [Theory]
    [InlineData("成员管理", "/admin/members")]
    [InlineData("成员", "/admin/members")]
    [InlineData("Audit log", "/admin/audit")]
    public void A_page_is_found_by_its_title_and_by_its_name_in_the_menu(string typed, string route)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Preferences.English);
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        var pages = services.AddSingleton<FoundPages>().BuildServiceProvider().GetRequiredService<FoundPages>();

        var found = pages.Of(new Actor(1, 1, OrganizationKind.Distributor, "某人", new HashSet<Role> { Role.Admin }), typed);

        Assert.Contains(route, found.Select(page => page.Route));
    }
}
