using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Customers;

public sealed class InviteServiceTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("lower")]
    [InlineData("spaced")]
    public async Task R_ORG_2_who_registers_with_a_valid_code_belongs_to_the_salesperson_who_made_it(string typed)
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await team.As<InviteService>(team.First).CreateAsync(Terms(boss));
        var text = typed switch { "lower" => code.ToLowerInvariant(), "spaced" => $" {code[..4]} {code[4..]} ", _ => code };

        var made = await boss.RegisterAsync(People.Company with { InviteCode = text });

        await using var db = boss.Db();
        var customer = await db.Customers.SingleAsync(c => c.BuyerId == made.OrganizationId);
        Assert.Equal((team.Root.Id, team.First.MemberId), (customer.SellerId, customer.SalespersonId));
        Assert.Equal(1, Assert.Single((await boss.Get<InviteService>().ListAsync(SalesTeam.All)).Rows).Uses);
        var history = await db.CustomerAssignments.SingleAsync();
        Assert.Equal((By.Part(code), team.First.MemberId), (history.By, history.ToId));
    }

    [Fact]
    public async Task R_ORG_2_a_distributors_code_makes_a_customer_of_that_distributor()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var distributor = await boss.Given.DistributorAsync(team.Root);
        var seller = await boss.Given.MemberAsync(distributor, Role.Sales);
        var code = await team.As<InviteService>(seller).CreateAsync(Terms(boss));

        var made = await boss.RegisterAsync(People.Individual with { InviteCode = code });

        await using var db = boss.Db();
        Assert.Equal(distributor.Id, (await db.Organizations.SingleAsync(o => o.Id == made.OrganizationId)).SellerId);
        var customer = await db.Customers.SingleAsync();
        Assert.Equal((distributor.Id, seller.MemberId), (customer.SellerId, customer.SalespersonId));
        Assert.Equal(distributor.Id, (await db.Wallets.SingleAsync()).SellerId);
    }

    [Fact]
    public async Task R_ORG_2_a_code_that_cannot_be_used_is_refused_with_the_reason_and_nothing_is_registered()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var service = team.As<InviteService>(team.First);
        var expired = await service.CreateAsync(Terms(boss) with { ValidTo = boss.Now.AddMinutes(1) });
        var scheduled = await service.CreateAsync(Terms(boss) with { ValidFrom = boss.Now.AddDays(1) });
        var exhausted = await service.CreateAsync(Terms(boss) with { MaxUses = 1 });
        var deleted = await service.CreateAsync(Terms(boss));
        await service.DeleteAsync(deleted);
        await boss.RegisterAsync(People.Individual with { InviteCode = exhausted });
        boss.Time.Advance(TimeSpan.FromMinutes(1));

        foreach (var (code, reason) in new[]
        {
            (expired, "Customers.InviteExpired"), (scheduled, "Customers.InviteScheduled"), (exhausted, "Customers.InviteExhausted"),
            (deleted, "Customers.InviteDeleted"), ("NOSUCHCODE", "Customers.InviteUnknown"),
        })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() =>
                boss.RegisterAsync(People.Company with { InviteCode = code }));
            Assert.Equal((reason, "invite-code"), (refusal.Code, refusal.Field));
        }

        await using var db = boss.Db();
        Assert.Equal(1, await db.Customers.CountAsync());
        Assert.Equal(1, await db.InviteCodes.SumAsync(i => i.Uses));
    }

    [Fact]
    public async Task The_last_use_goes_to_one_of_many_who_register_at_once()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await team.As<InviteService>(team.First).CreateAsync(Terms(boss) with { MaxUses = 2 });
        string[] numbers = ["91110108MA0000001D", "91110108MA0000002G", "91110108MA0000003K", "91110108MA0000004N", "91110108MA0000005R"];

        var results = await Task.WhenAll(numbers.Select((number, i) => Task.Run(async () =>
        {
            try
            {
                await boss.RegisterAsync(People.Company with
                {
                    CreditCode = number,
                    UserName = $"buyer-{i}",
                    Phone = $"1391111000{i}",
                    InviteCode = code,
                });
                return "registered";
            }
            catch (RuleException refusal)
            {
                return refusal.Code;
            }
        })));

        Assert.Equal(2, results.Count(r => r == "registered"));
        Assert.All(results.Where(r => r != "registered"), r => Assert.Equal("Customers.InviteExhausted", r));
        await using var db = boss.Db();
        Assert.Equal((2, 2), (await db.InviteCodes.SumAsync(i => i.Uses), await db.Customers.CountAsync(c => c.SalespersonId == team.First.MemberId)));
    }

    [Fact]
    public async Task The_customer_of_a_salesperson_who_left_waits_in_the_pool()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await team.As<InviteService>(team.First).CreateAsync(Terms(boss));
        await using (var db = boss.Db())
        {
            (await db.Members.SingleAsync(m => m.Id == team.First.MemberId)).Disable();
            await db.SaveChangesAsync();
        }

        await boss.RegisterAsync(People.Individual with { InviteCode = code });

        await using var check = boss.Db();
        Assert.True((await check.Customers.SingleAsync()).IsPublic);
    }

    [Fact]
    public async Task Validity_and_limit_can_be_changed_but_not_into_nonsense()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var service = team.As<InviteService>(team.First);
        var code = await service.CreateAsync(Terms(boss) with { MaxUses = 5 });
        await boss.RegisterAsync(People.Individual with { InviteCode = code });
        await boss.RegisterAsync(People.Company with { InviteCode = code });

        var low = await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(code, Terms(boss) with { MaxUses = 1 }));
        var period = await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(code, Terms(boss) with { ValidTo = boss.Now.AddDays(-3) }));
        await service.ChangeAsync(code, Terms(boss) with { MaxUses = 2, Note = "展会" });

        Assert.Equal(("Customers.InviteLimitTooLow", "max-uses"), (low.Code, low.Field));
        Assert.Equal(("Customers.InvitePeriodInvalid", "valid-to"), (period.Code, period.Field));
        var row = Assert.Single((await service.ListAsync(SalesTeam.Ask(("status", "Exhausted")))).Rows);
        Assert.Equal((InviteStatus.Exhausted, "展会"), (row.Status, row.Note));
        Assert.Empty((await service.ListAsync(SalesTeam.Ask(("status", "Active")))).Rows);
    }

    [Fact]
    public async Task Codes_are_seen_and_changed_by_their_maker_alone()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await team.As<InviteService>(team.First).CreateAsync(Terms(boss));
        var theirs = team.As<InviteService>(team.Second);
        Assert.Empty((await theirs.ListAsync(SalesTeam.All)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.ChangeAsync(code, Terms(boss)));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.DeleteAsync(code));
        await Assert.ThrowsAsync<PermissionException>(() => team.As<InviteService>(team.Operations).CreateAsync(Terms(boss)));

        var mine = team.As<InviteService>(team.First);
        await mine.DeleteAsync(code);
        Assert.Empty((await mine.ListAsync(SalesTeam.All)).Rows);
        Assert.Equal("Customers.InviteDeleted", (await Assert.ThrowsAsync<RuleException>(() => mine.ChangeAsync(code, Terms(boss)))).Code);
    }

    private static InviteTerms Terms(TestKBoss boss) => new(boss.Now.AddDays(-1), boss.Now.AddDays(30));
}
