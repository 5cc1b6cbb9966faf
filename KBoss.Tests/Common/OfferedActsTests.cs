using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Stock;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

/// <summary>What a page offers by what it reads is what the service does: no deletion is offered that is always refused, and none is kept back that would work.</summary>
public sealed class OfferedActsTests
{
    [Theory]
    [InlineData("customer", false)]
    [InlineData("customer", true)]
    [InlineData("department", false)]
    [InlineData("department", true)]
    [InlineData("place", false)]
    [InlineData("place", true)]
    [InlineData("word", false)]
    [InlineData("word", true)]
    [InlineData("category", false)]
    [InlineData("category", true)]
    [InlineData("member", false)]
    [InlineData("member", true)]
    public async Task What_can_be_deleted_is_offered_and_what_is_in_use_is_not(string what, bool inUse)
    {
        await using var shop = await StockShop.EmptyAsync();
        var (offered, deleteAsync) = await (what switch
        {
            "customer" => CustomerAsync(shop, inUse),
            "department" => DepartmentAsync(shop, inUse),
            "place" => PlaceAsync(shop, inUse),
            "word" => WordAsync(shop, inUse),
            "member" => MemberAsync(shop, inUse),
            _ => CategoryAsync(shop, inUse),
        });

        Assert.Equal(!inUse, offered);
        var refusal = await Record.ExceptionAsync(deleteAsync);
        Assert.Equal(inUse, refusal is RuleException);
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> CustomerAsync(StockShop shop, bool traded)
    {
        // One that has money in its wallet has done business.
        var customer = traded ? shop.Customer : await shop.Boss.Given.CustomerAsync(shop.Owner);
        shop.Boss.SignIn(shop.Seller);
        return (!(await shop.Boss.Get<CustomerQueries>().DetailsAsync(customer.Code)).HasTraded, () => shop.Boss.Get<CustomerRemoval>().DeleteAsync(customer.Code));
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> DepartmentAsync(StockShop shop, bool filled)
    {
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Owner, Role.Admin));
        var departments = shop.Boss.Get<DepartmentService>();
        var id = await departments.AddAsync(null, "销售中心");
        if (filled)
        {
            await departments.AddAsync(id, "华北组");
        }

        var row = (await shop.Boss.Get<DepartmentQueries>().TreeAsync()).Single(d => d.Id == id);
        return (row.Members + row.Below == 0, () => departments.DeleteAsync(id));
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> MemberAsync(StockShop shop, bool worked)
    {
        // Whoever enters devices has done something that names it.
        if (worked)
        {
            await shop.RegisterAsync(1);
        }

        var id = worked ? shop.Keeper.MemberId : (await shop.Boss.Given.MemberAsync(shop.Owner, Role.Sales)).MemberId;
        shop.Boss.SignIn(await shop.Boss.Given.MemberAsync(shop.Owner, Role.Admin));
        var members = shop.Boss.Get<MemberService>();
        return (await members.WhyKeptAsync(id) is null, () => members.DeleteAsync(id));
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> PlaceAsync(StockShop shop, bool holds)
    {
        if (holds)
        {
            await shop.RegisterAsync(1);
        }

        shop.Boss.SignIn(shop.Keeper);
        var centre = Assert.Single(await shop.Boss.Get<PlaceQueries>().TreeAsync());
        return (centre.Devices == 0, () => shop.Places.RemoveAsync(centre.Code));
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> WordAsync(StockShop shop, bool used)
    {
        var supplier = await shop.VirtualAsync();
        shop.Boss.SignIn(shop.Seller);
        if (used)
        {
            await shop.Boss.Get<CatalogService>().AddProductAsync(supplier.Id, new ProductFacts("产品", "超算", "济南"));
        }

        var rows = await shop.Boss.Get<ProductWordQueries>().ListAsync(WordList.Types);
        var row = rows.Single(w => w.Terms.Name == "超算");
        return (row.Products == 0 && rows.Count > 1, () => shop.Boss.Get<ProductWordService>().RemoveAsync(WordList.Types, "超算"));
    }

    private static async Task<(bool Offered, Func<Task> DeleteAsync)> CategoryAsync(StockShop shop, bool last)
    {
        shop.Boss.SignIn(shop.Keeper);
        var (texts, queries) = (shop.Boss.Get<TicketTextService>(), shop.Boss.Get<TicketQueries>());
        foreach (var name in last ? TicketCategory.Defaults.Skip(1).Select(c => c.Name!) : [])
        {
            var category = (await queries.CategoriesAsync()).Single(c => c.Name == name);
            await texts.RemoveCategoryAsync(category.Id, category.Name);
        }

        var categories = await queries.CategoriesAsync();
        return (categories.Count > 1, () => texts.RemoveCategoryAsync(categories[0].Id, categories[0].Name));
    }
}
