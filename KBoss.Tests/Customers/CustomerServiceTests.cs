using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Customers;

public sealed class CustomerServiceTests
{
    [Fact]
    public async Task Phones_are_masked_everywhere_and_each_showing_is_audited()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        boss.SignIn(team.First);

        var row = Assert.Single((await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.All)).Rows);
        var details = await boss.Get<CustomerQueries>().DetailsAsync(customer.Code);
        var shown = await boss.Get<CustomerService>().RevealPhoneAsync(customer.Code);

        Assert.Equal(Masked.Phone(shown), row.Phone);
        Assert.Equal(row.Phone, details.Phone);
        Assert.DoesNotContain('*', shown);
        await using (var db = boss.Db(team.Root.Id))
        {
            var audit = await db.AuditEntries.SingleAsync(a => a.Action == "PhoneShown");
            Assert.Equal((team.First.MemberId, $"Customer {customer.Id}"), (audit.MemberId, audit.Subject));
        }

        await Assert.ThrowsAsync<PermissionException>(() => team.As<CustomerService>(team.Operations).RevealPhoneAsync(customer.Code));
    }

    [Fact]
    public async Task The_whole_phone_finds_a_customer_and_a_part_of_it_does_not()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var phone = await team.As<CustomerService>(team.First).RevealPhoneAsync(customer.Code);
        var lists = boss.Get<CustomerListQueries>();
        Assert.Single((await lists.MineAsync(SalesTeam.Ask(("q", phone)))).Rows);
        Assert.Single((await lists.MineAsync(SalesTeam.Ask(("q", customer.Name)))).Rows);
        Assert.Single((await lists.MineAsync(SalesTeam.Ask(("q", customer.Code)))).Rows);
        Assert.Empty((await lists.MineAsync(SalesTeam.Ask(("q", phone[3..9])))).Rows);
    }

    [Fact]
    public async Task The_contact_can_be_changed_and_nonsense_is_refused_at_its_field()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var service = team.As<CustomerService>(team.First);

        await service.ChangeContactAsync(customer.Code, " 新联系人 ", "010-62556666");
        await service.ChangeContactAsync(customer.Code, "再换一位", null);

        Assert.Equal("再换一位", (await boss.Get<CustomerQueries>().DetailsAsync(customer.Code)).Contact);
        Assert.Equal("010-62556666", await service.RevealPhoneAsync(customer.Code));
        Assert.Equal("phone", (await Assert.ThrowsAsync<RuleException>(() => service.ChangeContactAsync(customer.Code, "某人", "abc"))).Field);
        Assert.Equal("contact", (await Assert.ThrowsAsync<RuleException>(() => service.ChangeContactAsync(customer.Code, " ", null))).Field);
        await Assert.ThrowsAsync<PermissionException>(() => team.As<CustomerService>(team.Admin).ChangeContactAsync(customer.Code, "某人", null));
    }

    [Fact]
    public async Task Notes_are_written_by_all_who_serve_and_taken_back_by_their_author_alone()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await team.As<CustomerService>(team.First).AddNoteAsync(customer.Code, "喜欢电话联系");
        await team.As<CustomerService>(team.Operations).AddNoteAsync(customer.Code, "合同在办");

        var notes = (await boss.Get<CustomerQueries>().NotesAsync(customer.Code, SalesTeam.All)).Rows;
        Assert.Equal([("合同在办", true), ("喜欢电话联系", false)], notes.Select(n => (n.Text, n.Mine)));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<CustomerService>().DeleteNoteAsync(customer.Code, notes[1].Id));
        await boss.Get<CustomerService>().DeleteNoteAsync(customer.Code, notes[0].Id);
        Assert.Single((await boss.Get<CustomerQueries>().NotesAsync(customer.Code, SalesTeam.All)).Rows);
    }

    [Fact]
    public async Task A_follow_up_settles_the_one_planned_before_and_plans_the_next()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        var service = team.As<CustomerService>(team.First);
        await service.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Phone, "续费", "下周再谈", boss.Now.AddDays(7)));
        Assert.Empty((await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "follow-up")))).Rows);

        boss.Time.Advance(TimeSpan.FromDays(8));
        Assert.Single((await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "follow-up")))).Rows);
        await service.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Visit, "签约", "已签", null));

        Assert.Empty((await boss.Get<CustomerListQueries>().MineAsync(SalesTeam.Ask(("attention", "follow-up")))).Rows);
        Assert.Null((await boss.Get<CustomerQueries>().DetailsAsync(customer.Code)).NextFollowUpAt);
        var refusal = await Assert.ThrowsAsync<RuleException>(() =>
            service.AddFollowUpAsync(customer.Code, new FollowUpFacts(FollowUpWay.Visit, "签约", "已签", boss.Now.AddDays(-2))));
        Assert.Equal(("Customers.NextInThePast", "next"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task A_customer_with_business_cannot_be_deleted()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var customer = await team.CustomerAsync(team.First);
        await boss.Given.MoneyAsync(customer, 10);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => team.As<CustomerRemoval>(team.First).DeleteAsync(customer.Code));

        Assert.Equal("Customers.HasTraded", refusal.Code);
        Assert.Equal(team.First.MemberId, await team.SalespersonOfAsync(customer));
    }

    [Fact]
    public async Task A_deleted_customer_loses_its_access_and_can_register_again()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var made = await boss.RegisterAsync(People.Company);
        await team.As<AssignmentService>(team.Operations).AssignAsync([made.OrganizationCode], team.First.MemberId);
        await team.As<CustomerService>(team.First).AddNoteAsync(made.OrganizationCode, "x");
        var session = await boss.SessionOfAsync(made.MemberId);

        await team.As<CustomerRemoval>(team.First).DeleteAsync(made.OrganizationCode);

        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<CustomerQueries>().DetailsAsync(made.OrganizationCode));
        await using (var db = boss.Db())
        {
            Assert.Equal(MemberStatus.Deregistered, (await db.Members.SingleAsync(m => m.Id == made.MemberId)).Status);
            Assert.False(await db.OrganizationIdentities.AnyAsync());
        }

        var again = await boss.RegisterAsync(People.Company);
        Assert.NotEqual(made.OrganizationId, again.OrganizationId);
    }
}
