using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Pricing;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Every list of every module that can be searched, found in the assembly: what it finds by a text it finds by that text in any letter case and width.
/// A new list is searched too.
/// </summary>
public sealed partial class SearchTests(AccessWorld world) : IClassFixture<AccessWorld>
{
    private const string Nothing = "nothing-anywhere-has-this-text";

    private static readonly string[] Known =
    [
        "ApprovalQueries.ListAsync q", "AuditQueries.ListAsync person", "AuditQueries.ListAsync subject", "CampaignQueries.ListAsync q",
        "CampaignResultQueries.RecipientsAsync q", "CatalogQueries.ProductsAsync q", "ConversationQueries.ListAsync q",
        "CustomerIdentityQueries.ClaimsAsync q",
        "CustomerIdentityQueries.ListAsync q", "CustomerListQueries.AllAsync q", "CustomerListQueries.MineAsync q",
        "CustomerListQueries.OfSalespersonAsync q", "CustomerListQueries.PoolAsync q", "FulfilmentQueries.TasksAsync q", "InviteQueries.ListAsync q",
        "LeadQueries.ListAsync q", "LedgerQueries.JournalAsync party", "LedgerQueries.JournalAsync reference", "LossQueries.ListAsync q", "MemberQueries.ListAsync q",
        "TermsWorkbenchQueries.ListAsync q",
        "OrderDeskQueries.ListAsync customer", "OrderDeskQueries.ListAsync product", "OrderDeskQueries.ListAsync q", "OrderQueries.ListAsync q",
        "PriceLookupQueries.ListAsync q", "PromotionQueries.ListAsync q", "PromotionQueries.MembersAsync q",
        "OpportunityQueries.DueAsync q", "OpportunityQueries.GrowingAsync q", "OpportunityQueries.UnusedAsync q",
        "ResourceService.ListAsync q", "ResourceTaskService.ListAsync q", "SupplierQueries.ListAsync q", "TicketQueries.ListAsync q", "WalletQueries.CashAsync reference",
    ];

    /// <summary>The filters that look for a part of a text.</summary>
    private static readonly IReadOnlyList<string> Filters =
    [
        .. LayerTests.SourceFiles("KBoss.Infrastructure").SelectMany(file => Asked().Matches(File.ReadAllText(file)))
            .Select(m => m.Groups["name"] is { Success: true, Value: var name } ? name : "q").Distinct().Order(StringComparer.Ordinal),
    ];

    [Fact]
    public async Task Every_list_finds_what_is_typed_whatever_the_letter_case_the_width_and_the_blanks_around_it()
    {
        var (searched, wrong) = (new List<string>(), new List<string>());
        foreach (var method in Calls.All.Where(m => Calls.IsGrid(m) && m.GetParameters().Any(p => p.ParameterType == typeof(PageRequest))))
        {
            foreach (var filter in Filters)
            {
                foreach (var actor in new[] { world.Staff, world.Buyer })
                {
                    // A filter that names one thing, such as a customer, refuses what it does not know; it does not search.
                    if (await FindAsync(method, actor, filter, null) is { Total: > 0 } all
                        && await FindAsync(method, actor, filter, Nothing) is { } none && none.Total < all.Total)
                    {
                        searched.Add($"{Calls.NameOf(method)} {filter}");
                        await TryAsync(method, actor, filter, all.Texts, wrong);
                        break;
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        // Those that stood when this was written: were one not searched here, the test would be blind to it.
        Assert.Empty(Known.Except(searched));
    }

    [Fact]
    public void Nothing_looks_for_a_part_of_a_text_but_by_the_one_helper() => Assert.Empty(
        LayerTests.SourceFiles("KBoss.Infrastructure").Where(file => Otherwise().IsMatch(File.ReadAllText(file))).Select(LayerTests.Short));

    [Theory]
    [InlineData("FIRST.candi")]
    [InlineData("　ｆｉｒｓｔ．ｃａｎｄｉ ")]
    public async Task A_candidate_for_a_department_is_found_by_any_spelling(string typed)
    {
        world.Boss.SignIn(world.Staff);
        Assert.Single(await world.Boss.Get<DepartmentQueries>().CandidatesAsync(world.IdOf<KBoss.Domain.Organizations.Department>(), typed));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("ＧＰＵ　ｄｒｉｖｅｒ")]
    [InlineData("жук ÉTÉ")]
    [InlineData("100%_[x]")]
    public async Task SQL_Server_is_asked_by_a_collation_that_knows_neither_case_nor_width(string typed)
    {
        var shadow = SqlServerShadow.Begin();
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        boss.SignIn(shop.Member);
        await boss.Get<TicketService>().OpenAsync(new OpenTicket("GPU Driver ЖУК été 100%_[x]", "text"));

        var found = await boss.Get<TicketQueries>().ListAsync(Page("q", typed));

        Assert.Equal(1, found.Total);
        Assert.Empty(shadow.Faults);
        Assert.Contains(shadow.Statements, s => s.Contains("COLLATE Chinese_Simplified_Pinyin_100_CI_AS_SC LIKE", StringComparison.Ordinal));
    }

    private static PageRequest Page(string filter, string? text) =>
        new(1, 50, null, false, text is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [filter] = text });

    private async Task TryAsync(MethodInfo method, Actor actor, string filter, IReadOnlyList<string> texts, List<string> wrong)
    {
        var tried = 0;
        foreach (var text in texts)
        {
            if (await FindAsync(method, actor, filter, text) is not { Total: > 0 and var total })
            {
                continue;
            }

            tried++;
            foreach (var spelling in new[] { text.ToUpperInvariant(), text.ToLowerInvariant(), Wide(text), $" 　{text}　 " })
            {
                if ((await FindAsync(method, actor, filter, spelling))!.Value.Total is var found && found != total)
                {
                    wrong.Add($"{Calls.NameOf(method)} finds by {filter} {total} of “{text}” and {found} of “{spelling}”");
                }
            }
        }

        if (tried == 0)
        {
            wrong.Add($"{Calls.NameOf(method)} finds by {filter} none of the texts that it shows.");
        }
    }

    /// <summary>How many rows there are, and the texts with letters or digits of ASCII that they show; null for what is refused.</summary>
    private async Task<(int Total, IReadOnlyList<string> Texts)?> FindAsync(MethodInfo method, Actor actor, string filter, string? text)
    {
        if ((await Calls.RunAsync(world, method, actor, Page(filter, text))).Result is not { } page)
        {
            return null;
        }

        var rows = ((System.Collections.IEnumerable)page.GetType().GetProperty("Rows")!.GetValue(page)!).Cast<object>();
        var texts = rows.SelectMany(TextsOf).Where(t => t.Length is > 2 and < 60 && t.Any(char.IsAsciiLetterOrDigit)).Distinct().Take(30).ToList();
        return ((int)page.GetType().GetProperty("Total")!.GetValue(page)!, texts);
    }

    private static IEnumerable<string> TextsOf(object row) => row.GetType().GetProperties()
        .Where(p => p.GetIndexParameters().Length == 0)
        .SelectMany(p => p.GetValue(row) switch
        {
            string text => [text],
            IEnumerable<object> several when p.PropertyType.IsGenericType => several.OfType<object>().Where(o => o is not string).SelectMany(TextsOf),
            _ => Enumerable.Empty<string>(),
        });

    private static string Wide(string text) => string.Concat(text.Select(c => c == ' ' ? '　' : c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c));

    [GeneratedRegex("""request\.Search\((?:"(?<name>[^"]+)")?\)""")]
    private static partial Regex Asked();

    /// <summary>A LIKE of one's own, or a part of a filter's own text.</summary>
    [GeneratedRegex("""Functions\.Like|Filter\("[a-z-]+"\) is \{ \} (?<v>\w+)\)[^}]*\.Contains\(\k<v>[,)]""")]
    private static partial Regex Otherwise();
}
