using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Common;

public sealed class RefusalsTests
{
    private static readonly DateTime Now = new(2026, 7, 1, 4, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void All_that_is_wrong_is_refused_at_once_and_each_field_once()
    {
        var refused = Assert.Throws<RuleException>(() => Refusals.All(
            () => Require.Text("", "name"), () => Require.Text("fine", "brief"), () => Require.Count(0, "quantity"), () => Require.Text(new string('x', 300), "name")));
        Assert.Equal([("name", "Common.TextRequired"), ("quantity", "Common.CountInvalid")], refused.All.Select(r => (r.Field!, r.Code)));
    }

    [Fact]
    public async Task What_is_not_about_the_input_goes_through()
    {
        Assert.Throws<NotFoundException>(() => Refusals.All(() => Require.Text("", "name"), () => throw new NotFoundException("thing")));
        Assert.Throws<PermissionException>(() => Refusals.All(() => throw new PermissionException("x")));
        var refusals = new Refusals();
        await Assert.ThrowsAsync<RuleException>(() => refusals.TryAsync(() => throw new RuleException("Messaging.CodeWrong") { Field = "code", Kept = true }));
        refusals.Demand();
    }

    [Fact]
    public async Task What_one_refuses_together_with_others_is_gathered_with_them_under_the_names_of_the_form()
    {
        var refusals = new Refusals();
        Assert.False(refusals.Try(() => Refusals.All(() => Require.Text("", "address"), () => Require.Text("", "note")), field => $"{field}-2"));
        Assert.Null(await refusals.TryAsync<string>(() => throw new RuleException("Stock.PlaceUnknown", "X") { Field = "place" }));
        Assert.Equal(["address-2", "note-2", "place"], Assert.Throws<RuleException>(refusals.Demand).All.Select(r => r.Field!));
    }

    [Fact]
    public void Forms_say_all_their_wrong_fields()
    {
        var kind = new DeviceKind(1, "服务器", Now);
        kind.Describe([new AttributeFacts("内存", AttributeType.Number, "GB", true), new AttributeFacts("型号", Required: true)], new HashSet<long>());
        Assert.Equal(["attribute-1", "attribute-2"], Wrong(() => kind.Checked(new Dictionary<string, string> { ["内存"] = "-4" })));
        Assert.Equal(
            ["attribute-name-1", "attribute-choices-2", "attribute-name-3"],
            Wrong(() => kind.Describe([new AttributeFacts(""), new AttributeFacts("a", AttributeType.Choice), new AttributeFacts(" ")], new HashSet<long>())));
        Assert.Equal(["code", "name", "units"], Wrong(() => _ = new Place(1, null, "", new PlaceFacts("", Units: 4), Now)));
        Assert.Equal(["name", "type", "region"], Wrong(() => Product.Kept(new ProductFacts("", "", ""))));
        Assert.Equal(["code", "options", "list-price", "stock"], Wrong(() => _ = new Sku(1, 1, "", new SkuFacts("", BillingUnit.Month, 0, -1))));
        Assert.Equal(["rate", "effective-to"], Wrong(() => _ = new SupplyAgreement(1, 1, 1, new AgreementTerms(SalesMode.Discount, null, Now, Now), Now)));
        Assert.Equal(["name", "to", "budget"], Wrong(() => _ = new Promotion(1, "P1", By.Part("Test"), new PromotionFacts("", Now, Now, Budget: -1), Now)));
    }

    private static List<string> Wrong(Action act) => [.. Assert.Throws<RuleException>(act).All.Select(r => r.Field!)];
}
