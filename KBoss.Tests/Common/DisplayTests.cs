using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Web.Common;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class DisplayTests : ComponentTest
{
    [Theory]
    [InlineData("1234.5", 2, "¥1,234.50")]
    [InlineData("0", 2, "¥0.00")]
    [InlineData("-1234567.891", 2, "-¥1,234,567.89")]
    [InlineData("-0.001", 2, "¥0.00")]
    [InlineData("0.1234", 4, "¥0.1234")]
    [InlineData("3", 4, "¥3.00")]
    [InlineData("3.125", 4, "¥3.125")]
    public void Money_is_written_the_same_in_every_language(string yuan, int decimals, string expected)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        Assert.Equal(expected, MoneyText.Format(decimal.Parse(yuan, CultureInfo.InvariantCulture), decimals));
    }

    [Theory]
    [InlineData("zh-CN", 0, "刚刚")]
    [InlineData("en", 0.5, "just now")]
    [InlineData("zh-CN", 1, "已等 1 分钟（工时）")]
    [InlineData("en", 1, "for 1 minute of working time")]
    [InlineData("en", 59.9, "for 59 minutes of working time")]
    [InlineData("en", 60, "for 1 working hour")]
    [InlineData("zh-CN", 90, "已等 1.5 工时")]
    public void Working_time_below_an_hour_is_said_in_minutes(string language, double minutes, string said)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        Assert.Equal(said, Render<Age>(p => p.Add(a => a.Waited, TimeSpan.FromMinutes(minutes))).Find("[data-testid='value-age']").TextContent);
    }

    [Theory]
    [InlineData(0, "0 minutes", "1 minute of working time left")]
    [InlineData(-0.5, "0 minutes", "overdue by 1 minute of working time")]
    [InlineData(-150, "0 minutes", "overdue by 2.5 working hours")]
    public void What_is_left_or_over_is_never_nothing(double minutes, string never, string said)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Preferences.English);

        var text = Render<Age>(p => p.Add(a => a.Left, TimeSpan.FromMinutes(minutes))).Find("[data-testid='value-age']").TextContent;

        Assert.Equal(said, text);
        Assert.DoesNotContain(never, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_no_longer_asked_is_struck_through()
    {
        var money = Render<MoneyText>(p => p.Add(m => m.Value, 1800m).Add(m => m.Struck, true).Add(m => m.Name, "list-price"));

        money.MarkupMatches("<s class=\"k-money k-money-struck\" data-testid=\"value-list-price\">¥1,800.00</s>");
    }

    [Fact]
    public void A_status_tells_its_code_to_tests_and_its_name_to_people()
    {
        var chip = Render<StatusChip<Role>>(p => p.Add(c => c.Status, Role.Finance).Add(c => c.Text, "财务").Add(c => c.Tone, Tone.Success));

        chip.MarkupMatches("<span class=\"k-chip k-tone-success\" data-testid=\"status\" data-status=\"Finance\">财务</span>");
    }

    [Fact]
    public void An_instant_is_shown_in_Shanghai_time() =>
        Assert.Equal("2026-11-23 02:05", LocalTime.Format(new DateTime(2026, 11, 22, 18, 5, 0, DateTimeKind.Utc)));

    [Theory]
    [InlineData("/orders?page=2", "/orders?page=2")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nb", "/")]
    [InlineData("/products?q=超算&type=智算#规格", "/products?q=%E8%B6%85%E7%AE%97&type=%E6%99%BA%E7%AE%97#%E8%A7%84%E6%A0%BC")]
    [InlineData("/products?q=%E8%B6%85%E7%AE%97", "/products?q=%E8%B6%85%E7%AE%97")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/.//evil.example", "/")]
    [InlineData("/x/..//evil.example", "/")]
    [InlineData("/x/..\\/evil.example", "/")]
    [InlineData("/／evil.example", "/%EF%BC%8Fevil.example")]
    [InlineData("/%2F/evil.example", "/%2F/evil.example")]
    [InlineData("/%5Cevil.example", "/%5Cevil.example")]
    [InlineData("/@evil.example", "/@evil.example")]
    [InlineData(" //evil.example", "/")]
    [InlineData("%2F%2Fevil.example", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void A_return_address_stays_on_this_site(string? given, string expected) => Assert.Equal(expected, Preferences.LocalOrHome(given));

    [Fact]
    public void A_refusal_names_the_roles_that_hold_the_permission_in_both_languages()
    {
        var rules = Services.GetRequiredService<RuleMessages>();
        Assert.Contains("“财务”角色", rules.Text(new PermissionException(Permissions.LedgerView)), StringComparison.Ordinal);

        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Contains("the role Finance", rules.Text(new PermissionException(Permissions.LedgerView)), StringComparison.Ordinal);
        Assert.Contains("a rule of the business", rules.Text(new RuleException("Nowhere.Unheard")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_menu_shows_what_the_roles_allow_and_nothing_to_customers()
    {
        var operations = new Actor(1, 1, OrganizationKind.Distributor, "Li", new HashSet<Role> { Role.Operations });
        var customerAdmin = new Actor(2, 2, OrganizationKind.Customer, "Wang", new HashSet<Role> { Role.Admin });

        Assert.Equal(
            ["GroupHome", "GroupOperations", "GroupMaintenance", "GroupCustomers", "GroupSales", "GroupFinance", "GroupApprovals"],
            Menu.For(operations).Select(group => group.Key));
        Assert.Equal("/home", Menu.HomeOf(operations));
        Assert.Empty(Menu.For(customerAdmin));
        Assert.Equal("/", Menu.HomeOf(null));
    }

    [Fact]
    public void A_member_survives_the_way_through_the_cookie()
    {
        var actor = new Actor(7, 3, OrganizationKind.Customer, "王采购", new HashSet<Role> { Role.Buyer, Role.Admin });

        var read = ActorClaims.Read(new(new System.Security.Claims.ClaimsIdentity(ActorClaims.Write(actor), "test")));

        Assert.NotNull(read);
        Assert.Equal((7, 3, OrganizationKind.Customer, "王采购"), (read.MemberId, read.OrganizationId, read.Kind, read.Name));
        Assert.True(read.Has(Permissions.OrdersPay));
        Assert.Null(ActorClaims.Read(new()));
    }
}
