using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Organizations;

public sealed class MemberServiceTests
{
    private static readonly AddMember Input = new("xiaoshou.yi", "销售一", "13700000001", [Role.Sales]);

    [Fact]
    public async Task A_member_is_added_with_a_temporary_password_that_must_be_changed_before_anything_else()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);

        var made = await boss.Get<MemberService>().AddAsync(Input);
        var session = await SignInAsync(boss, "xiaoshou.yi", made.Password, Input.Phone!);

        Assert.True(session.MustChangePassword);
        Assert.Empty(session.Actor.Roles);
        boss.SignIn(session.Actor);
        var after = await boss.Get<PasswordChangeService>().ChangeAsync(made.Password, "my-own-2026", "my-own-2026");
        Assert.False(after.MustChangePassword);
        Assert.Empty(after.Actor.Roles);
        boss.SignIn(after.Actor);
        Assert.Equal([Role.Sales], (await boss.Get<ConsentService>().AgreeAsync(UserAgreement.Version, agreed: true)).Actor.Roles);
        Assert.Null(await boss.Get<MemberSessions>().FindAsync(session.Key));
        await using var db = boss.Db();
        var member = await db.Members.SingleAsync(m => m.Id == made.MemberId);
        Assert.Equal(admin.By, member.CreatedBy);
        Assert.DoesNotContain(await db.AuditEntries.Select(a => a.After).ToListAsync(), after => after.Contains(made.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_temporary_password_opens_nothing_after_a_week()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var made = await boss.Get<MemberService>().AddAsync(Input);

        boss.Time.Advance(TemporaryPassword.Lifetime);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<SignInService>().StartAsync("xiaoshou.yi", made.Password));
        Assert.Equal("Organizations.SignInRefused", refusal.Code);

        var again = await boss.Get<MemberService>().ResetPasswordAsync(made.MemberId);
        Assert.True((await SignInAsync(boss, "xiaoshou.yi", again.Password, Input.Phone!)).MustChangePassword);
    }

    [Theory]
    [InlineData("taken", "13700000001", "Organizations.UserNameTaken", "user-name")]
    [InlineData("elsewhere", "13700000001", "Organizations.UserNameTaken", "user-name")]
    [InlineData("free", "13911119999", "Organizations.PhoneInUse", "phone")]
    [InlineData("x", "13700000001", "Organizations.UserNameInvalid", "user-name")]
    [InlineData("free", "123", "Organizations.PhoneInvalid", "phone")]
    public async Task A_bad_or_used_name_or_phone_is_refused_at_its_field(string userName, string phone, string code, string field)
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        await using (var db = boss.Db())
        {
            var other = await boss.Given.CustomerAsync(await db.Organizations.SingleAsync(o => o.Id == admin.OrganizationId));
            db.Add(new Member(admin.OrganizationId, "taken", "13911110000", "某人", boss.Now));
            db.Add(new Member(other.Id, "elsewhere", "13911119999", "别人", boss.Now));
            await db.SaveChangesAsync();
        }

        var refusal = await Assert.ThrowsAsync<RuleException>(() => boss.Get<MemberService>().AddAsync(Input with { UserName = userName, Phone = phone }));
        Assert.Equal((code, field), (refusal.Code, refusal.Field));
    }

    [Fact]
    public async Task R_ORG_3_disabling_deregistering_or_taking_a_role_ends_open_sessions_and_giving_one_does_not()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var made = await service.AddAsync(Input with { Roles = [Role.Sales, Role.Finance] });

        Assert.True(await EndsAsync(boss, made.MemberId, () => service.SetRolesAsync(made.MemberId, Set(Role.Sales), Set(Role.Sales, Role.Finance))));
        Assert.False(await EndsAsync(boss, made.MemberId, () => service.SetRolesAsync(made.MemberId, Set(Role.Sales, Role.Operations), Set(Role.Sales))));
        Assert.True(await EndsAsync(boss, made.MemberId, () => service.EditAsync(made.MemberId, new EditMember("xiaoshou.yi", "销售一", "13700000002"))));
        Assert.True(await EndsAsync(boss, made.MemberId, () => service.DisableAsync(made.MemberId)));
        await service.RestoreAsync(made.MemberId);
        Assert.True(await EndsAsync(boss, made.MemberId, () => service.DeregisterAsync(made.MemberId)));
    }

    [Fact]
    public async Task Deregistering_is_final_and_frees_the_phone_but_not_the_name()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var made = await service.AddAsync(Input);

        await service.DeregisterAsync(made.MemberId);

        Assert.Equal("Organizations.MemberNotDisabled", await Ending.OfAsync(() => service.RestoreAsync(made.MemberId)));
        Assert.Equal("Organizations.MemberDeregistered", await Ending.OfAsync(() => service.DeregisterAsync(made.MemberId)));
        Assert.Equal("Organizations.MemberDeregistered", await Ending.OfAsync(() => service.EditAsync(made.MemberId, new EditMember("xiaoshou.yi", "改名"))));
        Assert.Equal("Organizations.MemberDeregistered", await Ending.OfAsync(() => service.ResetPasswordAsync(made.MemberId)));
        Assert.Equal("Organizations.UserNameTaken", await Ending.OfAsync(() => service.AddAsync(Input with { Phone = "13700000009" })));
        Assert.NotEqual(0, (await service.AddAsync(Input with { UserName = "xiaoshou.er" })).MemberId);
    }

    [Fact]
    public async Task R_ORG_4_the_last_active_Admin_can_neither_be_disabled_deregistered_deleted_nor_lose_the_role()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var second = await service.AddAsync(Input with { Roles = [Role.Admin] });
        await service.DisableAsync(second.MemberId);

        Assert.Equal("Organizations.LastAdmin", await Ending.OfAsync(() => service.DisableAsync(admin.MemberId)));
        Assert.Equal("Organizations.LastAdmin", await Ending.OfAsync(() => service.DeregisterAsync(admin.MemberId)));
        Assert.Equal("Organizations.LastAdmin", await Ending.OfAsync(() => service.SetRolesAsync(admin.MemberId, Set(Role.Sales), Set(Role.Admin))));
        var refused = await Ending.OfAsync(() => service.DeleteAsync(admin.MemberId));
        Assert.Contains(refused, new[] { "Organizations.LastAdmin", "Organizations.MemberHasHistory" });
        Assert.Equal(refused, (await service.WhyKeptAsync(admin.MemberId))?.Code);
        Assert.Null(await service.WhyKeptAsync(second.MemberId));

        await service.RestoreAsync(second.MemberId);
        await service.DisableAsync(admin.MemberId);
        await using var db = boss.Db();
        Assert.Equal(MemberStatus.Disabled, (await db.Members.SingleAsync(m => m.Id == admin.MemberId)).Status);
    }

    [Fact]
    public async Task R_ORG_4_two_windows_that_each_take_another_Admin_away_leave_one()
    {
        await using var boss = await TestKBoss.StartAsync();
        var first = await AdminAsync(boss);
        var second = await boss.Get<MemberService>().AddAsync(Input with { Roles = [Role.Admin] });

        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(new[] { first.MemberId, second.MemberId }.Select(id => Task.Run(async () =>
            {
                await using var window = boss.NewScope();
                return await Ending.OfAsync(() => window.ServiceProvider.GetRequiredService<MemberService>().DisableAsync(id));
            })));
            Assert.Equal(["", "Organizations.LastAdmin"], answers.Order());

            await using var db = boss.Db();
            var disabled = await db.Members.SingleAsync(m => m.Status == MemberStatus.Disabled);
            await boss.Get<MemberService>().RestoreAsync(disabled.Id);
        }
    }

    [Fact]
    public async Task Of_two_Admins_who_change_the_roles_they_saw_the_second_is_told()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var made = await service.AddAsync(Input);

        await service.SetRolesAsync(made.MemberId, Set(Role.Finance), Set(Role.Sales));
        Assert.Equal("Organizations.MemberChanged", await Ending.OfAsync(() => service.SetRolesAsync(made.MemberId, Set(Role.Admin), Set(Role.Sales))));
        Assert.Equal("Organizations.RoleNotForKind", await Ending.OfAsync(() => service.SetRolesAsync(made.MemberId, Set(Role.Buyer), Set(Role.Finance))));
    }

    [Fact]
    public async Task An_account_that_never_did_business_is_deleted_with_what_belongs_to_it()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var made = await service.AddAsync(Input);
        await SignInAsync(boss, "xiaoshou.yi", made.Password, Input.Phone!);
        var department = await boss.Get<DepartmentService>().AddAsync(null, "销售部");
        await boss.Get<DepartmentService>().AddMembersAsync(department, [made.MemberId]);

        await service.DeleteAsync(made.MemberId);

        await using var db = boss.Db();
        Assert.False(await db.Members.AnyAsync(m => m.Id == made.MemberId));
        Assert.False(await db.Sessions.AnyAsync(r => r.MemberId == made.MemberId));
        Assert.False(await db.VerificationCodes.AnyAsync(r => r.MemberId == made.MemberId));
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "Deleted" && a.Subject == "Member xiaoshou.yi"));
    }

    [Fact]
    public async Task An_account_with_an_order_is_not_deleted_but_may_be_deregistered()
    {
        await using var boss = await TestKBoss.StartAsync();
        var shop = await boss.Given.ShopAsync();
        await boss.Given.OrderAsync(shop.Buyer, shop.Member, (shop.Offer, 80m, 1));
        boss.SignIn(await boss.Given.MemberAsync(shop.Buyer, Role.Admin));
        var service = boss.Get<MemberService>();

        Assert.Equal("Organizations.MemberHasHistory", await Ending.OfAsync(() => service.DeleteAsync(shop.Member.MemberId)));
        await service.DeregisterAsync(shop.Member.MemberId);
    }

    [Fact]
    public void Orders_recharges_tasks_uploads_customers_and_the_audit_log_are_traces() => Assert.Superset(
        new HashSet<string>
        {
            "Order", "Recharge", "FulfilmentTask", "WorkbookImport", "Customer", "AuditEntry", "OrderStatusChange", "JoinRequest", "CustomerAssignment",
            "CustomerNote", "InviteCode",
        },
        Columns().Select(c => c.DeclaringType.ContainingEntityType.ClrType.Name).ToHashSet());

    [Fact]
    public void No_column_names_a_member_without_being_known()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        var rows = db.Model.GetEntityTypes().ToList();
        // Any other id is that of an organization, of what the column is called after, or of what its foreign key refers to.
        var others = rows.Select(row => $"{row.ClrType.Name}Id").Except(["MemberId"])
            .Concat(["OrganizationId", "SellerId", "BuyerId", "CounterpartyId", "SubjectId", "HolderId", "HeldAccountId"]).ToHashSet();
        var unexplained = rows.SelectMany(row => row.GetFlattenedProperties())
            .Where(column => (column.ClrType == typeof(long) || column.ClrType == typeof(long?)) && column.Name.EndsWith("Id", StringComparison.Ordinal))
            .Where(column => !column.IsPrimaryKey() && !others.Contains(column.Name))
            .Where(column => column.GetContainingForeignKeys().All(key => key.PrincipalEntityType.ClrType == typeof(Member)));
        Assert.Equal(MemberColumns.Of(db.Model).Select(Named).Order(), unexplained.Select(Named).Order());

        static string Named(IReadOnlyProperty column) => $"{column.DeclaringType.ContainingEntityType.ClrType.Name}.{MemberColumns.Field(column).Name}";
    }

    [Fact]
    public void What_belongs_to_the_account_itself_is_no_trace() => Assert.Empty(
        new[] { "MemberRole", "DepartmentMember", "Session", "Authenticator", "VerificationCode", "Notice" }
            .Intersect(Columns().Select(c => c.DeclaringType.ContainingEntityType.ClrType.Name)));

    [Fact]
    public async Task Without_the_permission_nothing_is_done_and_another_organizations_member_does_not_exist()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var customer = await boss.Given.CustomerAsync(root);
        var staff = await boss.Given.MemberAsync(root, Role.Sales);
        var service = boss.Get<MemberService>();
        var acts = new Func<Task>[]
        {
            () => service.EditAsync(staff.MemberId, new EditMember("someone", "某人")),
            () => service.SetRolesAsync(staff.MemberId, Set(Role.Admin), Set(Role.Sales)),
            () => service.DisableAsync(staff.MemberId),
            () => service.RestoreAsync(staff.MemberId),
            () => service.DeregisterAsync(staff.MemberId),
            () => service.DeleteAsync(staff.MemberId),
            () => service.ResetPasswordAsync(staff.MemberId),
            () => service.RevealPhoneAsync(staff.MemberId),
            () => service.AcceptAsync(1, []),
            () => service.RefuseAsync(1),
        };

        boss.SignIn(staff);
        Assert.All(acts, act => Assert.ThrowsAsync<PermissionException>(act).GetAwaiter().GetResult());
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<MemberQueries>().ListAsync(Request()));
        boss.SignIn(await boss.Given.MemberAsync(customer, Role.Admin, Role.Buyer));
        Assert.All(acts, act => Assert.ThrowsAsync<NotFoundException>(act).GetAwaiter().GetResult());
        Assert.DoesNotContain((await boss.Get<MemberQueries>().ListAsync(Request())).Rows, r => r.Id == staff.MemberId);
    }

    [Fact]
    public async Task The_list_masks_phones_and_every_look_at_one_is_audited()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var made = await boss.Get<MemberService>().AddAsync(Input);

        var row = (await boss.Get<MemberQueries>().ListAsync(Request(("q", "xiaoshou")))).Rows.Single();
        Assert.Equal(("137****0001", "Admin 一", true), (row.MaskedPhone, row.CreatedBy.Name, row.MustChangePassword));
        Assert.Equal("13700000001", await boss.Get<MemberService>().RevealPhoneAsync(made.MemberId));

        await using var db = boss.Db();
        Assert.Equal("Member xiaoshou.yi", (await db.AuditEntries.SingleAsync(a => a.Action == "PhoneShown")).Subject);
    }

    [Theory]
    [InlineData("q", "OSHOU", 1)]
    [InlineData("q", "销售", 1)]
    [InlineData("q", "%", 0)]
    [InlineData("phone", "13700000001", 1)]
    [InlineData("phone", "0001", 2)]
    [InlineData("phone", "000001", 0)]
    [InlineData("role", "Sales", 1)]
    [InlineData("role", "Finance", 0)]
    [InlineData("status", "Active", 2)]
    [InlineData("status", "Disabled", 0)]
    [InlineData("department", "1", 1)]
    [InlineData("department", "99", 0)]
    public async Task The_list_finds_by_account_phone_role_department_and_status(string filter, string value, int found)
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var made = await boss.Get<MemberService>().AddAsync(Input);
        var top = await boss.Get<DepartmentService>().AddAsync(null, "总部");
        await boss.Get<DepartmentService>().AddMembersAsync(await boss.Get<DepartmentService>().AddAsync(top, "销售部"), [made.MemberId]);

        using var count = new CommandCount(boss);
        var page = await boss.Get<MemberQueries>().ListAsync(Request((filter, value)));

        Assert.Equal(found, page.Total);
        Assert.InRange(count.Queries.Count, 1, 5);
    }

    [Fact]
    public async Task One_asks_to_join_and_is_let_in_with_the_password_of_the_registration()
    {
        await using var boss = await TestKBoss.StartAsync();
        await boss.Given.RootAsync();
        var made = await boss.RegisterAsync(People.Company);
        await boss.VerifyAsync(made.OrganizationId);
        await boss.RegisterAsync(People.Company with { Phone = "13911110009", UserName = "caigou.er", Contact = "采购二" });
        await boss.PassOnAsync("13911110009");
        boss.SignIn(new Actor(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "采购一", Set(Role.Admin)));
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync("caigou.er", People.Password)));

        var waiting = Assert.Single(await boss.Get<MemberQueries>().WaitingAsync());
        await boss.Get<MemberService>().AcceptAsync(waiting.Id, [Role.Buyer]);

        var session = await SignInAsync(boss, "caigou.er", People.Password, "13911110009");
        Assert.Equal((made.OrganizationId, false), (session.Actor.OrganizationId, session.MustChangePassword));
        Assert.Equal([Role.Buyer], session.Actor.Roles);
        Assert.Equal("Organizations.JoinDecided", await Ending.OfAsync(() => boss.Get<MemberService>().RefuseAsync(waiting.Id)));
        Assert.Empty(await boss.Get<MemberQueries>().WaitingAsync());
        await using var db = boss.Db();
        Assert.Empty((await db.JoinRequests.SingleAsync()).PasswordHash);
    }

    [Fact]
    public async Task Who_was_turned_away_cannot_sign_in_and_may_ask_again()
    {
        await using var boss = await TestKBoss.StartAsync();
        await boss.Given.RootAsync();
        var made = await boss.RegisterAsync(People.Company);
        await boss.VerifyAsync(made.OrganizationId);
        var second = People.Company with { Phone = "13911110009", UserName = "caigou.er", Contact = "采购二" };
        await boss.RegisterAsync(second);
        await boss.PassOnAsync("13911110009");
        boss.SignIn(new Actor(made.MemberId, made.OrganizationId, OrganizationKind.Customer, "采购一", Set(Role.Admin)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var window = boss.NewScope();
            var waiting = await window.ServiceProvider.GetRequiredService<MemberQueries>().WaitingAsync();
            return waiting.Count == 0 ? "Organizations.JoinDecided"
                : await Ending.OfAsync(() => window.ServiceProvider.GetRequiredService<MemberService>().RefuseAsync(waiting[0].Id));
        })));

        Assert.Equal(["", "Organizations.JoinDecided", "Organizations.JoinDecided"], answers.Order());
        Assert.Equal("Organizations.SignInRefused", await Ending.OfAsync(() => boss.Get<SignInService>().StartAsync("caigou.er", People.Password)));
        Assert.True((await boss.RegisterAsync(second)).Waits);
    }

    internal static async Task<Actor> AdminAsync(TestKBoss boss)
    {
        var root = await boss.Given.RootAsync();
        var admin = await boss.Given.MemberAsync(root, Role.Admin) with { Name = "Admin 一" };
        boss.SignIn(admin);
        return admin;
    }

    internal static PageRequest Request(params (string Name, string Value)[] filters) =>
        new(1, 20, null, false, filters.ToDictionary(f => f.Name, f => f.Value));

    private static HashSet<Role> Set(params Role[] roles) => [.. roles];

    private static IReadOnlyList<IReadOnlyProperty> Columns()
    {
        using var db = new SqliteDesignTimeFactory().CreateDbContext([]);
        return MemberTraces.Columns(db.Model);
    }

    private static async Task<SignedIn> SignInAsync(TestKBoss boss, string account, string password, string phone)
    {
        var accepted = await boss.Get<SignInService>().StartAsync(account, password);
        return await boss.Get<SignInService>().CompleteAsync(accepted.MemberId, accepted.SecurityStamp, await boss.CodeOnAsync(phone));
    }

    /// <summary>Whether a session that was open before the act is gone after it.</summary>
    private static async Task<bool> EndsAsync(TestKBoss boss, long memberId, Func<Task> act)
    {
        var session = await boss.SessionOfAsync(memberId);
        await act();
        return await boss.Get<MemberSessions>().FindAsync(session.Key) is null;
    }
}
