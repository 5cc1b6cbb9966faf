using System.Globalization;
using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Search;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Search;

/// <summary>Acts that people begin often are found by what people call them, by those who may do them and by nobody else.</summary>
public sealed class FoundActsTests
{
    [Theory]
    [InlineData(OrganizationKind.Distributor, Role.Admin, "BeAway,AddMember,ImportMembers,AddDepartment,NewCampaign,AddQuickReply,AddTicketCategory")]
    [InlineData(OrganizationKind.Distributor, Role.Sales, "BeAway,NewInvite,NewCampaign,AddJinanAccount")]
    [InlineData(OrganizationKind.Distributor, Role.Operations,
        "BeAway,NewSupplier,UploadPriceList,ImportPublicPrices,NewPromotion,NewDeviceProduct,NewCampaign,AddJinanAccount")]
    [InlineData(OrganizationKind.Distributor, Role.Finance, "BeAway,RecordRecharge")]
    [InlineData(OrganizationKind.Distributor, Role.Maintenance,
        "BeAway,RegisterDevice,AddDeviceKind,AddCentre,OpenStocktake,AddQuickReply,AddTicketCategory")]
    [InlineData(OrganizationKind.Customer, Role.Admin, "AddMember,ImportMembers,OpenTicket")]
    [InlineData(OrganizationKind.Customer, Role.Buyer, "OpenTicket,Recharge")]
    public void Each_role_is_offered_what_it_may_do(OrganizationKind kind, Role role, string acts) =>
        Assert.Equal(acts.Split(',').Order(StringComparer.Ordinal), FoundActs.For(Somebody(kind, role)).Select(act => act.Title).Order(StringComparer.Ordinal));

    [Fact]
    public void Nobody_without_a_role_and_nobody_of_the_other_kind_is_offered_anything()
    {
        Assert.Empty(FoundActs.For(new Actor(1, 1, OrganizationKind.Distributor, "某人", new HashSet<Role>())));
        Assert.Equal("/admin/members?begin=add-member", AddressOf(OrganizationKind.Distributor, Role.Admin, "AddMember"));
        Assert.Equal("/team?begin=add-member", AddressOf(OrganizationKind.Customer, Role.Admin, "AddMember"));

        static string AddressOf(OrganizationKind kind, Role role, string title) => Assert.Single(FoundActs.For(Somebody(kind, role)), act => act.Title == title).Address;
    }

    [Theory]
    [InlineData("en", "new supplier", "/operations/suppliers?begin=create-supplier")]
    [InlineData("en", "price list upload", "/operations/suppliers")]
    [InlineData("en", "添加供应商", "/operations/suppliers?begin=create-supplier")]
    [InlineData("zh-CN", "新建促销", "/operations/promotions?begin=create-promotion")]
    [InlineData("zh-CN", "campaign new", "/sales/campaigns/new")]
    [InlineData("zh-CN", "请假", "/approvals?begin=away")]
    [InlineData("en", "Vacation", "/approvals?begin=away")]
    public void An_act_is_found_by_the_words_of_either_language_in_any_order(string language, string typed, string address) =>
        Assert.Contains(address, Pages(language).Of(Somebody(OrganizationKind.Distributor, Role.Operations), typed).Select(page => page.Route));

    [Fact]
    public void What_a_role_may_not_do_is_not_found_by_its_words()
    {
        Assert.DoesNotContain(Pages("en").Of(Somebody(OrganizationKind.Distributor, Role.Sales), "supplier"), page => page.Route!.Contains("begin", StringComparison.Ordinal));
        Assert.DoesNotContain(Pages("en").Of(Somebody(OrganizationKind.Customer, Role.Buyer), "member"), page => page.Route!.Contains("begin", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_act_has_words_and_its_button_and_every_such_button_its_act()
    {
        var buttons = Directory.EnumerateFiles(Path.Combine(Project.Root, "KBoss.Web"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "<ActionButton Name=\"([^\"]+)\" Begins=\"true\"").Select(match => match.Groups[1].Value));

        Assert.Equal(FoundActs.All.Select(act => act.Begins).OfType<string>().Distinct().Order(StringComparer.Ordinal), buttons.Order(StringComparer.Ordinal));
        foreach (var language in new[] { Preferences.English, Preferences.Chinese })
        {
            var pages = Pages(language);
            foreach (var act in FoundActs.All)
            {
                var holder = RolePermissions.Holding(act.Permission).Select(holding => Somebody(holding.Kind, holding.Role)).First(me => FoundActs.For(me).Contains(act));
                var titles = pages.Of(holder, Words(act.Title)).Where(page => page.Route == act.Address).Select(page => page.Title);
                Assert.Equal(Words(act.Title), Assert.Single(titles));
            }
        }

        static string Words(string title) => new System.Resources.ResourceManager(typeof(FoundActs)).GetString(title, CultureInfo.CurrentUICulture)!;
    }

    private static Actor Somebody(OrganizationKind kind, Role role) => new(1, 1, kind, "某人", new HashSet<Role> { role }) { IsOfRoot = kind == OrganizationKind.Distributor };

    private static FoundPages Pages(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        return services.AddSingleton<FoundPages>().BuildServiceProvider().GetRequiredService<FoundPages>();
    }
}
