using System.Globalization;
using System.Text.RegularExpressions;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Tests.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Development;

/// <summary>The audit logs of a year, of every organization, as their readers read them.</summary>
public sealed partial class DemoYearTests
{
    [Theory]
    [InlineData("zh-Hans")]
    [InlineData("en")]
    public async Task F_AUD_no_id_key_enum_name_or_word_of_the_other_language_stands_in_any_log(string language)
    {
        await using var all = company.Web.Db();
        var organizations = await all.Organizations.Select(o => new { o.Id, o.Code, o.Kind }).ToListAsync();
        var reading = company.Web.Services.GetRequiredService<AuditReading>();
        var texts = AuditedModelTests.Texts();
        var own = CultureInfo.CurrentUICulture;
        var (strange, read) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            foreach (var organization in organizations)
            {
                await using var db = company.Web.Services.GetRequiredService<KBossDatabase>().Open(OrganizationScope.Of(organization.Id));
                var model = AuditedModel.Of(db);
                var entries = await db.AuditEntries.AsNoTracking().OrderBy(a => a.Id).ToListAsync();
                foreach (var row in await reading.ReadAsync(db, entries, TestContext.Current.CancellationToken))
                {
                    read++;
                    foreach (var wrong in Wrong(texts, model, row, language))
                    {
                        strange.Add($"{organization.Code}: {row.Subject.Split(' ')[0]} {wrong}");
                    }
                }
            }
        }
        finally
        {
            CultureInfo.CurrentUICulture = own;
        }

        Assert.True(read > 1_000, $"Only {read} lines were read.");
        Assert.True(strange.Count == 0, string.Join(Environment.NewLine, strange.Take(60)));
    }

    [Fact]
    public async Task A_ticket_that_a_customer_closed_is_closed_by_a_name_with_the_customers_page()
    {
        await using var all = company.Web.Db();
        var root = await all.Organizations.Where(o => o.SellerId == null).Select(o => o.Id).SingleAsync();
        await using var db = company.Web.Services.GetRequiredService<KBossDatabase>().Open(OrganizationScope.Of(root));
        var entries = await db.AuditEntries.AsNoTracking().Where(a => a.Subject.StartsWith("Ticket ") && a.After.Contains("ClosedBy")).ToListAsync();
        var closed = (await company.Web.Services.GetRequiredService<AuditReading>().ReadAsync(db, entries, TestContext.Current.CancellationToken))
            .SelectMany(row => row.Changes).Where(change => change.Field == "ClosedBy" && change.After.Length > 0).ToList();

        Assert.Contains(closed, change => change.AfterThing is { Thing: Thing.Customer, Key.Length: > 0 } && change.After.Contains(" · ", StringComparison.Ordinal));
        Assert.All(closed, change => Assert.NotNull(change.AfterThing));
        // Nobody's members but those of the reader's own customers are called by name.
        var below = await all.Organizations.Where(o => o.Code == "beichen").Select(o => o.Id).SingleAsync();
        var theirs = await all.Members.Where(m => all.Organizations.Any(o => o.Id == m.OrganizationId && o.SellerId == below)).Select(m => m.Id).ToListAsync();
        Assert.NotEmpty(theirs);
        var names = company.Web.Services.GetRequiredService<CustomerMemberNames>();
        Assert.Empty(await names.OfAsync(root, theirs, TestContext.Current.CancellationToken));
        Assert.Equal(theirs.Count, (await names.OfAsync(below, theirs, TestContext.Current.CancellationToken)).Count);
    }

    private static IEnumerable<string> Wrong(Web.Common.ChangeTexts texts, AuditedModel model, AuditRow row, string language)
    {
        var chinese = language == "zh-Hans";
        bool Foreign(string word) => chinese ? !Han().IsMatch(word) : Han().IsMatch(word);
        if (Foreign(texts.Action(row.Action)))
        {
            yield return $"act {row.Action}";
        }

        if (Foreign(texts.Kind(row.Thing.Kind)) || Nameless().IsMatch(texts.Subject(row.Thing)))
        {
            yield return $"subject {texts.Subject(row.Thing)}";
        }

        foreach (var change in row.Changes)
        {
            var fact = model.Fields.GetValueOrDefault((row.Thing.Kind, change.Field));
            var label = texts.Field(row.Thing, change);
            if (change.Field.Length > 0 && (Foreign(label) || (row.Thing.Kind != "Settings" && texts.FieldOf(row.Thing.Kind, change.Field) is null)))
            {
                yield return $"field {change.Field} = {label}";
            }

            foreach (var (stored, said) in new[] { (change.Before, texts.Before(row.Thing, change)), (change.After, texts.After(row.Thing, change)) })
            {
                if (stored.Length > 0
                    && (Nameless().IsMatch(said)
                        || (fact?.Refers is not null && said.All(char.IsAsciiDigit))
                        || (fact is { Enums.Count: > 0 } && Foreign(said))
                        || (fact is null && row.Thing.Kind != "Settings" && !CountsRows(change.Field) && Identifier().IsMatch(said))))
                {
                    yield return $"value {change.Field} = {said}";
                }
            }
        }
    }

    /// <summary>Whether the name of the field says of what it is a count.</summary>
    private static bool CountsRows(string field) => field is "NewRows" or "ChangedRows";

    /// <summary>An id, or an instant as computers write it.</summary>
    [GeneratedRegex(@"#\d|\d{4}-\d\d-\d\dT\d")]
    private static partial Regex Nameless();

    /// <summary>A word of the source, or a count that says not of what.</summary>
    [GeneratedRegex(@"^([A-Z][a-z]+([A-Z][a-z]+)*|[+~\d, ]+)$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
