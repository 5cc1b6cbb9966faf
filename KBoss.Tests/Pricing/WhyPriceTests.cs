using System.Globalization;
using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Pricing;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using KBoss.Web.Orders;

namespace KBoss.Tests.Pricing;

/// <summary>The explanation of a price says "you" to whoever pays it, and "the customer" to everybody else.</summary>
public sealed class WhyPriceTests
{
    private static readonly PriceExplanation Why = new(
        100m, 80m,
        [
            new PriceCandidate(PriceSource.Own, "", 80m, CandidateOutcome.Won), new PriceCandidate(PriceSource.Public, "", 90m, CandidateOutcome.Higher),
        ]);

    [Theory]
    [InlineData(OrganizationKind.Customer, Role.Buyer, Preferences.English, "You always pay", "this is what you pay")]
    [InlineData(OrganizationKind.Distributor, Role.Finance, Preferences.English, "The customer always pays", "this is what the customer pays")]
    [InlineData(OrganizationKind.Customer, Role.Buyer, Preferences.Chinese, "您始终享受", "按此价支付")]
    [InlineData(OrganizationKind.Distributor, Role.Sales, Preferences.Chinese, "客户始终享受", "客户按此价支付")]
    public async Task The_lines_of_an_order_say_who_pays(OrganizationKind kind, Role role, string language, string promise, string won)
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var test = new PageTest(boss, new Actor(1, 1, kind, "某人", new HashSet<Role> { role }));
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        IReadOnlyList<OrderLineDetails> lines = [new OrderLineDetails(1, "云服务器", "SKU", "16 核", BillingUnit.Month, 100m, 80m, 1, 1, 80m, Why)];

        var why = test.Open<OrderLines>(p => p.Add(x => x.Lines, lines)).ById("dialog-why-price").TextContent;

        Assert.Contains(promise, why, StringComparison.Ordinal);
        Assert.Contains(won, why, StringComparison.Ordinal);
        if (kind == OrganizationKind.Distributor)
        {
            Assert.DoesNotContain("you", why, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("您", why, StringComparison.Ordinal);
        }
    }
}
