using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Promotions;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.Promotions;
using KBoss.Tests.Customers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Promotions;

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
        var code = await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root), Terms(boss));
        var text = typed switch { "lower" => code.ToLowerInvariant(), "spaced" => $" {code[..4]} {code[4..]} ", _ => code };

        var made = await boss.RegisterAsync(People.Company with { InviteCode = text });

        await using var db = boss.Db();
        var customer = await db.Customers.SingleAsync(c => c.BuyerId == made.OrganizationId);
        Assert.Equal((team.Root.Id, team.First.MemberId), (customer.SellerId, customer.SalespersonId));
        Assert.Equal(1, Assert.Single((await boss.Get<InviteQueries>().ListAsync(SalesTeam.All)).Rows).Uses);
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
        var code = await boss.InviteAsync(seller, await boss.PromotionAsync(distributor));

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
        var promotion = await boss.PromotionAsync(team.Root);
        var expired = await boss.InviteAsync(team.First, promotion, Terms(boss) with { ValidTo = boss.Now.AddMinutes(1) });
        var scheduled = await boss.InviteAsync(team.First, promotion, Terms(boss) with { ValidFrom = boss.Now.AddDays(1) });
        var exhausted = await boss.InviteAsync(team.First, promotion, Terms(boss) with { MaxUses = 1 });
        var deleted = await boss.InviteAsync(team.First, promotion);
        await team.As<InviteService>(team.First).DeleteAsync(deleted);
        var over = await boss.PromotionAsync(team.Root);
        var ofOver = await boss.InviteAsync(team.First, over);
        await boss.EndAsync(over);
        var spent = await boss.PromotionAsync(team.Root, budget: 10m);
        var ofSpent = await boss.InviteAsync(team.First, spent);
        await using (var db = boss.Db())
        {
            (await db.Promotions.SingleAsync(p => p.Id == spent.Id)).Give(10m);
            await db.SaveChangesAsync();
        }

        await boss.RegisterAsync(People.Individual with { InviteCode = exhausted });
        boss.Time.Advance(TimeSpan.FromMinutes(1));

        foreach (var (code, reason) in new[]
        {
            (expired, "Promotions.InviteExpired"), (scheduled, "Promotions.InviteScheduled"), (exhausted, "Promotions.InviteExhausted"),
            (deleted, "Promotions.InviteDeleted"), ("NOSUCHCODE", "Promotions.InviteUnknown"), (ofOver, "Promotions.InvitePromotionOver"),
            (ofSpent, "Promotions.InvitePromotionOver"),
        })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() =>
                boss.RegisterAsync(People.Company with { InviteCode = code }));
            Assert.Equal((reason, "invite-code"), (refusal.Code, refusal.Field));
        }

        await using var check = boss.Db();
        Assert.Equal(1, await check.Customers.CountAsync());
        Assert.Equal((1, 1, 1), (await check.InviteCodes.SumAsync(i => i.Uses), await check.InviteUses.CountAsync(), await check.PromotionMembers.CountAsync()));
    }

    [Fact]
    public async Task The_last_use_goes_to_one_of_many_who_register_at_once()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root), Terms(boss) with { MaxUses = 2 });
        string[] numbers = ["91110108MA0000001D", "91110108MA0000002G", "91110108MA0000003K", "91110108MA0000004N", "91110108MA0000005R"];

        var results = await Task.WhenAll(numbers.Select((number, i) => Task.Run(() => Ending.OfAsync(() => boss.RegisterAsync(People.Company with
        {
            CreditCode = number,
            UserName = $"buyer-{i}",
            Phone = $"1391111000{i}",
            InviteCode = code,
        })))));

        Assert.Equal(2, results.Count(r => r.Length == 0));
        Assert.All(results.Where(r => r.Length > 0), r => Assert.Equal("Promotions.InviteExhausted", r));
        await using var db = boss.Db();
        Assert.Equal((2, 2), (await db.InviteCodes.SumAsync(i => i.Uses), await db.Customers.CountAsync(c => c.SalespersonId == team.First.MemberId)));
    }

    [Fact]
    public async Task The_customer_of_a_salesperson_who_left_waits_in_the_pool()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root), Terms(boss));
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
        var code = await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root), Terms(boss) with { MaxUses = 5 });
        var service = team.As<InviteService>(team.First);
        await boss.RegisterAsync(People.Individual with { InviteCode = code });
        await boss.RegisterAsync(People.Company with { InviteCode = code });

        var low = await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(code, Terms(boss) with { MaxUses = 1 }));
        var period = await Assert.ThrowsAsync<RuleException>(() => service.ChangeAsync(code, Terms(boss) with { ValidTo = boss.Now.AddDays(-3) }));
        await service.ChangeAsync(code, Terms(boss) with { MaxUses = 2, Note = "展会" });

        Assert.Equal(("Promotions.InviteLimitTooLow", "max-uses"), (low.Code, low.Field));
        Assert.Equal(("Promotions.InvitePeriodInvalid", "valid-to"), (period.Code, period.Field));
        var row = Assert.Single((await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(("status", "Exhausted")))).Rows);
        Assert.Equal((InviteStatus.Exhausted, "展会"), (row.Status, row.Note));
        Assert.Empty((await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(("status", "Active")))).Rows);
    }

    [Fact]
    public async Task Codes_are_seen_and_changed_by_their_maker_alone()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var code = await boss.InviteAsync(team.First, await boss.PromotionAsync(team.Root), Terms(boss));
        var theirs = team.As<InviteService>(team.Second);
        Assert.Empty((await boss.Get<InviteQueries>().ListAsync(SalesTeam.All)).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.ChangeAsync(code, Terms(boss)));
        await Assert.ThrowsAsync<NotFoundException>(() => theirs.DeleteAsync(code));
        await Assert.ThrowsAsync<PermissionException>(() => team.As<InviteService>(team.Operations).CreateAsync("any", Terms(boss)));

        var mine = team.As<InviteService>(team.First);
        await mine.DeleteAsync(code);
        Assert.Empty((await boss.Get<InviteQueries>().ListAsync(SalesTeam.All)).Rows);
        Assert.Equal("Promotions.InviteDeleted", (await Assert.ThrowsAsync<RuleException>(() => mine.ChangeAsync(code, Terms(boss)))).Code);
    }

    [Fact]
    public async Task A_code_belongs_to_a_promotion_of_the_own_distributor_that_is_scheduled_or_active()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (draft, over) = (await boss.PromotionAsync(team.Root, published: false), await boss.PromotionAsync(team.Root));
        await boss.EndAsync(over);
        var foreign = await boss.PromotionAsync(await boss.Given.DistributorAsync(team.Root));
        var (soon, active) = (await boss.PromotionAsync(team.Root, from: boss.Now.AddDays(2)), await boss.PromotionAsync(team.Root));
        var service = team.As<InviteService>(team.First);

        foreach (var no in new[] { null, "", "PMNONE", draft.No, over.No, foreign.No })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => service.CreateAsync(no, Terms(boss)));
            Assert.Equal(("Promotions.InviteNeedsPromotion", "promotion"), (refusal.Code, refusal.Field));
        }

        var late = await Assert.ThrowsAsync<RuleException>(
            () => service.CreateAsync(active.No, Terms(boss) with { ValidFrom = active.To, ValidTo = active.To.AddDays(1) }));
        Assert.Equal(("Promotions.InviteAfterPromotion", "valid-from"), (late.Code, late.Field));
        await service.CreateAsync(soon.No, Terms(boss));
        // It may be valid for longer than its promotion, and nobody can use it any more then.
        await service.CreateAsync(active.No, Terms(boss) with { ValidTo = active.To.AddDays(9) });

        var rows = (await boss.Get<InviteQueries>().ListAsync(SalesTeam.All)).Rows;
        Assert.Equal([(active.No, active.To), (soon.No, Terms(boss).ValidTo)], rows.Select(r => (r.PromotionNo!, r.Until)));
        Assert.Equal([soon.No, active.No], (await boss.Get<InviteQueries>().OpenPromotionsAsync()).Select(p => p.No));
        boss.Time.Advance(active.To - boss.Now);
        Assert.Equal(2, (await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(("status", "PromotionOver")))).Rows.Count(r => r.Status == InviteStatus.PromotionOver));
        Assert.Equal(0, (await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(("status", "Active")))).Total);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    [InlineData(-1)]
    public async Task So_many_at_once_are_refused(int count)
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var promotion = await boss.PromotionAsync(team.Root);

        var refusal = await Assert.ThrowsAsync<RuleException>(() => team.As<InviteService>(team.First).CreateAsync(promotion.No, Terms(boss), count));

        Assert.Equal(("Common.CountInvalid", "count"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task Five_hundred_codes_are_made_at_once_each_by_itself_and_found_and_exported_together()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var promotion = await boss.PromotionAsync(team.Root);
        await boss.InviteAsync(team.First, promotion);
        boss.Time.Advance(TimeSpan.FromSeconds(1));

        var made = await team.As<InviteService>(team.First).CreateAsync(promotion.No, Terms(boss) with { MaxUses = 1, Note = "展会" }, 500);

        Assert.Equal(500, made.Codes.Distinct().Count());
        var together = SalesTeam.Ask(("made", InviteQueries.MadeFilter(made.MadeAt)));
        Assert.Equal(500, (await boss.Get<InviteQueries>().ListAsync(together)).Total);
        var sheet = Workbooks.Rows((await boss.Get<InviteQueries>().ExportAsync(together, "https://example.com/account/register?code=")).Content);
        Assert.Equal(made.Codes.Order(StringComparer.Ordinal), sheet.Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.All(sheet, row => Assert.Equal($"https://example.com/account/register?code={row[0]}", row[1]));
        var someone = await boss.RegisterAsync(People.Individual with { InviteCode = made.Codes[7] });
        Assert.NotEqual(0, someone.OrganizationId);
        await using var db = boss.Db();
        Assert.Equal(1, await db.InviteCodes.SumAsync(i => i.Uses));
    }

    [Fact]
    public async Task Codes_are_found_by_promotion_code_note_and_status_and_old_ones_are_shown_as_such()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var (spring, autumn) = (await boss.PromotionAsync(team.Root), await boss.PromotionAsync(team.Root));
        var ofSpring = await boss.InviteAsync(team.First, spring, Terms(boss) with { Note = "春季沙龙" });
        var ofAutumn = await boss.InviteAsync(team.First, autumn);
        var old = await boss.OldInviteAsync(team.First, "OLDCODE2");
        team.As<InviteQueries>(team.First);

        await FindsAsync([ofSpring], ("promotion", spring.No));
        await FindsAsync([old], ("promotion", "none"));
        await FindsAsync([ofAutumn], ("q", autumn.Name));
        await FindsAsync([ofSpring], ("q", "沙龙"));
        await FindsAsync([old], ("q", "old-code 2"));
        await FindsAsync([old, ofAutumn, ofSpring], ("status", "Active"));
        await boss.RegisterAsync(People.Individual with { InviteCode = old });

        var row = Assert.Single((await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(("promotion", "none")))).Rows);
        Assert.Equal((null, null, 1, InviteStatus.Active), (row.PromotionNo, row.PromotionName, row.Uses, row.Status));
        await using var db = boss.Db();
        Assert.Equal((1, 0), (await db.InviteUses.CountAsync(), await db.PromotionMembers.CountAsync()));

        async Task FindsAsync(string[] codes, params (string, string)[] filters) =>
            Assert.Equal(codes, (await boss.Get<InviteQueries>().ListAsync(SalesTeam.Ask(filters))).Rows.Select(r => r.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R_ISO_1_operations_see_the_codes_of_their_promotion_whoever_made_them_and_no_others(int level)
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var seller = level == 0 ? team.Root : await boss.Given.DistributorAsync(team.Root);
        var (one, two) = (await boss.Given.MemberAsync(seller, Role.Sales), await boss.Given.MemberAsync(seller, Role.Sales));
        var (promotion, other) = (await boss.PromotionAsync(seller), await boss.PromotionAsync(seller));
        string[] codes = [await boss.InviteAsync(one, promotion), await boss.InviteAsync(two, promotion)];
        await boss.InviteAsync(one, other);
        var sibling = await boss.Given.DistributorAsync(team.Root);

        boss.SignIn(await boss.Given.MemberAsync(seller, Role.Operations));
        Assert.Equal(codes.Reverse(), (await boss.Get<InviteQueries>().OfPromotionAsync(promotion.No, SalesTeam.All)).Rows.Select(r => r.Code));
        Assert.Equal([two.Name, one.Name], (await boss.Get<InviteQueries>().OfPromotionAsync(promotion.No, SalesTeam.All)).Rows.Select(r => r.Salesperson.Name));
        boss.SignIn(await boss.Given.MemberAsync(sibling, Role.Operations));
        Assert.Empty((await boss.Get<InviteQueries>().OfPromotionAsync(promotion.No, SalesTeam.All)).Rows);
        boss.SignIn(one);
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<InviteQueries>().OfPromotionAsync(promotion.No, SalesTeam.All));
        await Assert.ThrowsAsync<NotFoundException>(() => boss.Get<InviteQueries>().PosterAsync(codes[1]));
    }

    [Fact]
    public async Task A_poster_says_who_invites_to_what_and_until_when()
    {
        var team = await SalesTeam.StartAsync();
        await using var boss = team.Boss;
        var promotion = await boss.PromotionAsync(team.Root, from: boss.Now.AddDays(1), to: boss.Now.AddDays(9));
        var code = await boss.InviteAsync(team.First, promotion);

        var poster = await boss.Get<InviteQueries>().PosterAsync(code);

        Assert.Equal(
            (code, team.Root.Name, promotion.Name, promotion.From, promotion.To, InviteStatus.Active),
            (poster.Code, poster.OrganizationName, poster.PromotionName, poster.From, poster.Until, poster.Status));
    }

    private static InviteTerms Terms(TestKBoss boss) => Campaigns.Terms(boss);
}
