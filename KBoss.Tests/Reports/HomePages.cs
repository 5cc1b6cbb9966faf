using Bunit;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using KBoss.Web.Reports.Homes;
using Microsoft.AspNetCore.Components;

namespace KBoss.Tests.Reports;

/// <summary>The homes as their pages show them, once everything is read.</summary>
internal static class HomePages
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>The home of whoever works for a distributor.</summary>
    public static IRenderedComponent<StaffHomePage> Home(this PageTest pages) => Read<StaffHomePage>(pages);

    /// <summary>What a customer sees of it at <c>/me</c>.</summary>
    public static IRenderedComponent<HomeParts> CustomersHome(this PageTest pages) => Read<HomeParts>(pages);

    /// <summary>The sections in their order.</summary>
    public static IReadOnlyList<string> Sections<TPage>(this IRenderedComponent<TPage> page)
        where TPage : IComponent =>
        [.. page.FindAll("section[data-testid^='part-home-']").Select(s => s.GetAttribute("data-testid")!["part-home-".Length..])];

    private static IRenderedComponent<TPage> Read<TPage>(PageTest pages)
        where TPage : IComponent
    {
        pages.Services.AddHomes();
        var home = pages.Open<TPage>();
        home.WaitForAssertion(() => Assert.Empty(home.FindAll(".k-figure-waits")), Soon);
        return home;
    }
}
