using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;
using KBoss.Domain.Reports;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Homes;
using KBoss.Infrastructure.Reports.Registrations;
using KBoss.Tests.Customers;
using KBoss.Tests.Promotions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Reports;

/// <summary>Who registered when and how, counted by days of China, and the customers behind each number.</summary>
public sealed class RegistrationTests
{
    /// <summary>In Shanghai: the last second of November, the first two instants of December, the end of its first week, and its second Monday.</summary>
    private static readonly string[] Instants =
        ["2026-11-29T16:00:00Z", "2026-11-30T15:59:59Z", "2026-11-30T16:00:00Z", "2026-12-01T15:59:59Z", "2026-12-06T15:59:59Z", "2026-12-06T16:00:00Z"];

    [Theory]
    [InlineData("Day", "2026-11-30", "2026-12-07", "2026-11-30:2 2026-12-01:2 2026-12-02:0 2026-12-03:0 2026-12-04:0 2026-12-05:0 2026-12-06:1 2026-12-07:1")]
    [InlineData("Week", "2026-11-30", "2026-12-07", "2026-11-30:5 2026-12-07:1!")]
    [InlineData("Week", "2026-12-01", "2026-12-06", "2026-12-01:3!")]
    [InlineData("Month", "2026-11-01", "2026-12-31", "2026-11-01:2 2026-12-01:4!")]
    [InlineData("Month", "2026-12-01", "2026-12-06", "2026-12-01:3!")]
    public async Task Customers_are_counted_on_the_Shanghai_day_on_which_they_registered(string by, string from, string to, string counts)
    {
        var team = await WithInstantsAsync();
        await using var boss = team.Boss;
        var report = await team.As<RegistrationQueries>(team.Operations).ReportAsync(Ask(("by", by), ("from", from), ("to", to)));
        Assert.Equal(
            counts,
            string.Join(' ', report.Rows.Reverse().Select(r => $"{r.Span.First:yyyy-MM-dd}:{r.Count.Customers}{(r.Span.IsCut ? "!" : "")}")));
        Assert.Equal(report.Sum.Customers, report.Rows.Sum(r => r.Count.Customers));
    }

    [Fact]
    public async Task Behind_every_number_stand_as_many_customers_in_the_list()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var random = new Random(7);
        var code = await CodeAsync(team);
        for (var i = 0; i < 40; i++)
        {
            boss.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 4_000)));
            var customer = await team.CustomerAsync(i % 3 == 0 ? team.First : null);
            await UseAsync(boss, i % 4 == 0 ? code : null, customer);
        }

        foreach (var (actor, own) in new[] { (team.Operations, false), (team.First, true) })
        {
            foreach (var by in Enum.GetNames<CalendarStep>())
            {
                var report = await team.As<RegistrationQueries>(actor).ReportAsync(Ask(("by", by), ("period", "ThisYear")));
                var all = await ListAsync(team, actor, own);
                Assert.Equal((all, report.Sum.ByCode + report.Sum.Alone), (report.Sum.Customers, report.Sum.Customers));
                Assert.True(report.Sum is { ByCode: > 0, Alone: > 0 });
                foreach (var row in report.Rows.Where(r => r.Count.Customers > 0 || random.Next(10) == 0))
                {
                    var days = new[] { ("from", Text(row.Span.First)), ("to", Text(row.Span.Last)) };
                    Assert.Equal(row.Count.Customers, await ListAsync(team, actor, own, days));
                    Assert.Equal(row.Count.ByCode, await ListAsync(team, actor, own, [.. days, ("came", "code")]));
                    Assert.Equal(row.Count.Alone, await ListAsync(team, actor, own, [.. days, ("came", "alone")]));
                }
            }
        }
    }

    [Fact]
    public async Task The_figure_of_the_home_is_that_of_the_list_to_which_it_leads_and_of_the_report()
    {
        var team = await WithInstantsAsync();
        await using var boss = team.Boss;
        await using (var db = boss.Db())
        {
            var codes = await db.Organizations.Where(o => o.Kind == OrganizationKind.Customer).Select(o => o.Code).ToListAsync();
            await team.As<AssignmentService>(team.Operations).AssignAsync(codes, team.First.MemberId);
        }

        var home = await team.As<SalesHomeQueries>(team.First).GetAsync();
        Assert.Equal((4, 4), (home.NewCustomers, await ListAsync(team, team.First, own: true, ("from", "2026-12-01"), ("to", "2026-12-07"))));
        var report = await team.As<RegistrationQueries>(team.First).ReportAsync(Ask(("period", "ThisMonth")));
        Assert.Equal((home.NewCustomers, home.NewBefore), (report.Sum.Customers, report.Before!.Count.Customers));
    }

    [Fact]
    public async Task A_period_ends_today_and_is_compared_with_the_one_before()
    {
        var team = await WithInstantsAsync();
        await using var boss = team.Boss;
        var queries = team.As<RegistrationQueries>(team.Operations);

        // It is Monday, 7 December in Shanghai.
        var month = await queries.ReportAsync(Ask(("from", "2026-12-01"), ("to", "2026-12-31")));
        Assert.Equal((Day("2026-12-07"), 7, 4), (month.Last, month.Rows.Count, month.Sum.Customers));
        Assert.Equal((Day("2026-11-01"), Day("2026-11-07"), 0), (month.Before!.First, month.Before.Last, month.Before.Count.Customers));
        var week = await queries.ReportAsync(Ask(("from", "2026-12-05"), ("to", "2026-12-07")));
        Assert.Equal((2, Day("2026-12-02"), 0), (week.Sum.Customers, week.Before!.First, week.Before.Count.Customers));
        var two = await queries.ReportAsync(Ask(("from", "2026-12-01"), ("to", "2026-12-02"), ("by", "Week")));
        Assert.Equal((2, 0), (two.Sum.Customers, two.Before!.Count.Customers));
        Assert.Equal(4, (await queries.ReportAsync(Ask(("from", "2026-12-02"), ("to", "2026-12-03")))).Before!.Count.Customers);

        // Without a first day it begins with the first customer, and there is nothing before.
        var always = await queries.ReportAsync(Ask(("period", "Always")));
        Assert.Equal((Day("2026-11-30"), 6, null), (always.First, always.Sum.Customers, always.Before));
        Assert.Empty((await queries.ReportAsync(Ask(("from", "2027-01-01"), ("to", "2027-01-31")))).Rows);
        Assert.Equal(30, (await queries.ReportAsync(Ask())).Rows.Count);
    }

    [Fact]
    public async Task What_is_reversed_unknown_or_too_long_is_refused_at_its_filter()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        foreach (var (code, field, filters) in new[]
        {
            ("Common.DaysReversed", "to", new[] { ("from", "2026-12-02"), ("to", "2026-12-01") }),
            ("Common.DayUnreadable", "from", new[] { ("from", "soon") }),
            ("Common.ChoiceUnknown", "by", new[] { ("by", "Year") }),
            ("Reports.TooManyRows", "by", new[] { ("from", "1990-01-01") }),
            ("Reports.TooManyRows", "by", new[] { ("from", "0001-01-01"), ("by", "Month") }),
        })
        {
            var refused = await Assert.ThrowsAsync<RuleException>(() => team.As<RegistrationQueries>(team.Operations).ReportAsync(Ask(filters)));
            Assert.Equal((code, field), (refused.Code, refused.Field));
        }

        Assert.Equal("came", (await Assert.ThrowsAsync<RuleException>(() => ListAsync(team, team.Operations, false, ("came", "by train")))).Field);
    }

    [Fact]
    public async Task R_ISO_2_each_sees_the_registrations_of_the_customers_that_it_sees_and_Finance_none()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var below = await boss.Given.DistributorAsync(team.Root);
        await team.CustomerAsync(team.First);
        await team.CustomerAsync(team.Second);
        await team.CustomerAsync();
        await boss.Given.CustomerAsync(below);

        foreach (var (actor, seen) in new[]
        {
            (team.Operations, 3), (team.Admin, 3), (team.First, 1), (await boss.Given.MemberAsync(below, Role.Operations), 1),
            (await boss.Given.MemberAsync(below, Role.Sales), 0), (await boss.Given.MemberAsync(team.Root, Role.Sales, Role.Operations), 3),
        })
        {
            Assert.Equal(seen, (await team.As<RegistrationQueries>(actor).ReportAsync(Ask())).Sum.Customers);
        }

        foreach (var actor in new[]
        {
            await boss.Given.MemberAsync(team.Root, Role.Finance, Role.Maintenance), await boss.Given.MemberAsync(await team.CustomerAsync(), Role.Admin, Role.Buyer),
        })
        {
            await Assert.ThrowsAsync<PermissionException>(() => team.As<RegistrationQueries>(actor).ReportAsync(Ask()));
            await Assert.ThrowsAsync<PermissionException>(() => team.As<RegistrationQueries>(actor).ExportAsync(Ask()));
        }
    }

    [Fact]
    public async Task An_export_holds_the_rows_that_are_shown_and_their_sum_and_is_audited()
    {
        var team = await WithInstantsAsync();
        await using var boss = team.Boss;
        var export = await team.As<RegistrationQueries>(team.Operations).ExportAsync(Ask(("by", "Week"), ("from", "2026-12-01"), ("to", "2026-12-07")));
        Assert.Equal(
            [
                "2026-12-07|2026-12-07|2026-12-07 – 2026-12-13|1|1|0",
                "2026-12-01|2026-12-06|2026-11-30 – 2026-12-06|3|1|2",
                "2026-12-01|2026-12-07|合计 / Total|4|2|2",
            ],
            Workbooks.Rows(export.Content).Select(row => string.Join('|', row)));
        await using var db = boss.Db();
        var noted = await db.AuditEntries.SingleAsync(a => a.Action == "RegistrationsExported");
        Assert.Equal(("Registrations", team.Operations.Name), (noted.Subject, noted.Actor));
    }

    [Fact]
    public async Task However_many_have_registered_one_query_counts_them()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        for (var i = 0; i < 5; i++)
        {
            await team.CustomerAsync();
            boss.SignIn(team.Operations);
            using var sql = new CommandCount(boss);
            await boss.Get<RegistrationQueries>().ReportAsync(Ask(("by", "Month")));
            Assert.Contains("GROUP BY", Assert.Single(sql.Commands), StringComparison.Ordinal);
        }
    }

    /// <summary>Customers that registered at <see cref="Instants"/>, every other one with a code; it is the last of these instants.</summary>
    private static async Task<SalesTeam> WithInstantsAsync()
    {
        var team = await SalesTeam.StartAsync();
        var code = await CodeAsync(team);
        foreach (var (at, i) in Instants.Select((at, i) => (DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), i)))
        {
            team.Boss.Time.Advance(at - team.Boss.Now);
            await UseAsync(team.Boss, i % 2 == 1 ? code : null, await team.Boss.Given.CustomerAsync(team.Root));
        }

        return team;
    }

    private static async Task<InviteCode> CodeAsync(SalesTeam team)
    {
        var code = await team.Boss.OldInviteAsync(team.First, "OLDCODE1");
        await using var db = team.Boss.Db();
        return await db.InviteCodes.SingleAsync(i => i.Code == code);
    }

    private static async Task UseAsync(TestKBoss boss, InviteCode? code, Organization customer)
    {
        if (code is not null)
        {
            await using var db = boss.Db();
            db.Add(new InviteUse(code, customer.Id, InviteUseKind.Registered, boss.Now));
            await db.SaveChangesAsync();
        }
    }

    private static async Task<int> ListAsync(SalesTeam team, Actor actor, bool own, params (string, string)[] filters)
    {
        var lists = team.As<CustomerListQueries>(actor);
        return (own ? await lists.MineAsync(Ask(filters)) : await lists.AllAsync(Ask(filters))).Total;
    }

    private static PageRequest Ask(params (string Name, string Value)[] filters) => SalesTeam.Ask(filters);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
