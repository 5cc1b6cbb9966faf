using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Support;
using KBoss.Web.Organizations.Departments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.Organizations;

public sealed class DepartmentServiceTests
{
    [Fact]
    public async Task The_tree_grows_beside_and_below_and_is_read_in_its_order()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var sales = await service.AddAsync(null, "1 销售部");
        await service.AddAsync(null, "2 技术部");
        var east = await service.AddAsync(sales, "华东组");
        await service.RenameAsync(east, "华东一组");

        var tree = await boss.Get<DepartmentQueries>().TreeAsync();

        Assert.Equal([("1 销售部", 0), ("华东一组", 1), ("2 技术部", 0)], tree.Select(d => (d.Name, d.Depth)));
        Assert.Equal("Organizations.DepartmentNameTaken", await Ending.OfAsync(() => service.AddAsync(sales, " 华东一组 ")));
        await service.AddAsync(sales, "A（一）");
        Assert.Equal("Organizations.DepartmentNameTaken", await Ending.OfAsync(() => service.AddAsync(sales, "ａ(一)")));
        Assert.Equal("Common.TextRequired", await Ending.OfAsync(() => service.AddAsync(null, " ")));
    }

    [Fact]
    public async Task A_department_is_never_moved_below_itself_and_never_too_deep()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var ids = new List<long>();
        for (var level = 0; level < Department.MaxDepth; level++)
        {
            ids.Add(await service.AddAsync(level == 0 ? null : ids[^1], $"第 {level} 级"));
        }

        Assert.Equal("Organizations.DepartmentCycle", await Ending.OfAsync(() => service.MoveAsync(ids[0], ids[0])));
        Assert.Equal("Organizations.DepartmentCycle", await Ending.OfAsync(() => service.MoveAsync(ids[0], ids[5])));
        Assert.Equal("Organizations.DepartmentTooDeep", await Ending.OfAsync(() => service.AddAsync(ids[^1], "再下一级")));
        var other = await service.AddAsync(null, "另一个");
        Assert.Equal("Organizations.DepartmentTooDeep", await Ending.OfAsync(() => service.MoveAsync(ids[0], other)));
        await service.MoveAsync(ids[1], other);
        Assert.Equal(Department.MaxDepth - 1, (await boss.Get<DepartmentQueries>().TreeAsync()).Max(d => d.Depth));
    }

    [Fact]
    public async Task The_dialog_offers_every_department_into_which_one_can_move_and_no_other()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var (sales, deep) = (await service.AddAsync(null, "1 销售部"), await service.AddAsync(null, "2 一级"));
        await service.AddAsync(await service.AddAsync(sales, "华东组"), "上海组");
        await service.AddAsync(sales, "华北组");
        for (var level = 1; level < Department.MaxDepth - 1; level++)
        {
            deep = await service.AddAsync(deep, $"第 {level} 级");
        }

        var tree = await boss.Get<DepartmentQueries>().TreeAsync();
        foreach (var department in tree.Where(d => d.Name is "1 销售部" or "华东组" or "2 一级" or "第 5 级"))
        {
            var offered = MoveDepartmentDialog.TargetsOf(tree, department).Select(d => d.Id).ToHashSet();
            Assert.DoesNotContain(department.Id, offered);
            foreach (var into in tree)
            {
                var refusal = await Record.ExceptionAsync(() => service.MoveAsync(department.Id, into.Id));
                Assert.Equal(offered.Contains(into.Id), refusal is null);
                await service.MoveAsync(department.Id, department.ParentId);
            }
        }
    }

    [Fact]
    public async Task Two_windows_that_move_two_departments_below_each_other_make_no_circle()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var a = await boss.Get<DepartmentService>().AddAsync(null, "甲");
        var b = await boss.Get<DepartmentService>().AddAsync(null, "乙");

        var answers = await Task.WhenAll(new[] { (a, b), (b, a) }.Select(move => Task.Run(async () =>
        {
            await using var window = boss.NewScope();
            return await Ending.OfAsync(() => window.ServiceProvider.GetRequiredService<DepartmentService>().MoveAsync(move.Item1, move.Item2));
        })));

        Assert.Equal(["", "Organizations.DepartmentCycle"], answers.Order());
        Assert.Equal([0, 1], (await boss.Get<DepartmentQueries>().TreeAsync()).Select(d => d.Depth));
    }

    [Fact]
    public async Task Only_an_empty_department_is_deleted()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var top = await service.AddAsync(null, "总部");
        var below = await service.AddAsync(top, "下级");
        await service.AddMembersAsync(below, [admin.MemberId]);

        var refusals = new[] { await RefusalAsync(() => service.DeleteAsync(top)), await RefusalAsync(() => service.DeleteAsync(below)) };
        Assert.Equal(["总部", 0, 1], refusals[0].Args);
        Assert.Equal(["下级", 1, 0], refusals[1].Args);

        Assert.Equal(1, await service.RemoveMembersAsync(below, [admin.MemberId]));
        await service.DeleteAsync(below);
        await service.DeleteAsync(top);
        Assert.Empty(await boss.Get<DepartmentQueries>().TreeAsync());
    }

    [Fact]
    public async Task Members_are_added_and_removed_in_bulk_and_a_second_time_changes_nothing()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var people = await PeopleAsync(boss, 3);
        var department = await service.AddAsync(null, "销售部");

        Assert.Equal(3, await service.AddMembersAsync(department, people));
        Assert.Equal(1, await service.AddMembersAsync(department, [.. people, admin.MemberId]));
        Assert.Empty(await boss.Get<DepartmentQueries>().CandidatesAsync(department, "ren"));
        Assert.Equal(2, await service.RemoveMembersAsync(department, [people[0], people[1], people[1]]));
        Assert.Equal(0, await service.RemoveMembersAsync(department, [people[0]]));
        Assert.Equal(2, (await boss.Get<DepartmentQueries>().MembersAsync(department, Request())).Total);
        await boss.Get<MemberService>().DeregisterAsync(people[0]);
        Assert.Equal("Organizations.MemberDeregistered", await Ending.OfAsync(() => service.AddMembersAsync(department, [people[0]])));
    }

    [Fact]
    public async Task R_ORG_5_a_member_holds_one_position_in_all_and_the_refusal_says_where()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var people = await PeopleAsync(boss, 2);
        var (sales, tech) = (await service.AddAsync(null, "销售部"), await service.AddAsync(null, "技术部"));
        await service.AddMembersAsync(sales, people);
        await service.AddMembersAsync(tech, people);
        await service.AppointAsync(sales, people[0], Position.Manager);

        var elsewhere = await RefusalAsync(() => service.AppointAsync(tech, people[0], Position.Deputy));
        Assert.Equal("Organizations.PositionElsewhere", elsewhere.Code);
        Assert.Equal(["成员 0", "销售部"], elsewhere.Args);
        var taken = await RefusalAsync(() => service.AppointAsync(sales, people[1], Position.Manager));
        Assert.Equal("Organizations.ManagerTaken", taken.Code);
        Assert.Equal(["销售部", "成员 0"], taken.Args);

        await service.AppointAsync(sales, people[1], Position.Deputy);
        await service.AppointAsync(sales, people[0], Position.Staff);
        await service.AppointAsync(tech, people[0], Position.Manager);
        var row = (await boss.Get<DepartmentQueries>().TreeAsync()).Single(d => d.Id == sales);
        Assert.Equal(("", "成员 1"), (row.Manager, Assert.Single(row.Deputies)));
    }

    [Fact]
    public async Task R_ORG_5_holds_when_many_windows_appoint_at_once()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var service = boss.Get<DepartmentService>();
        var people = await PeopleAsync(boss, 2);
        var departments = new[] { await service.AddAsync(null, "甲"), await service.AddAsync(null, "乙"), await service.AddAsync(null, "丙") };
        foreach (var department in departments)
        {
            await service.AddMembersAsync(department, people);
        }

        var answers = await Task.WhenAll(departments.SelectMany(d => people.Select(p => (d, p))).Select(wish => Task.Run(async () =>
        {
            await using var window = boss.NewScope();
            return await Ending.OfAsync(() => window.ServiceProvider.GetRequiredService<DepartmentService>().AppointAsync(wish.d, wish.p, Position.Manager));
        })));

        Assert.Equal(2, answers.Count(a => a.Length == 0));
        await using var db = boss.Db();
        var managers = await db.DepartmentMembers.Where(s => s.Position == Position.Manager).ToListAsync();
        Assert.Equal(2, managers.Select(m => m.MemberId).Distinct().Count());
        Assert.Equal(2, managers.Select(m => m.DepartmentId).Distinct().Count());
    }

    [Fact]
    public async Task R_ORG_5_is_held_by_the_database_too()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        var people = await PeopleAsync(boss, 1);
        foreach (var name in new[] { "甲", "乙" })
        {
            await boss.Get<DepartmentService>().AddMembersAsync(await boss.Get<DepartmentService>().AddAsync(null, name), people);
        }

        await using var db = boss.Db();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.DepartmentMembers.ExecuteUpdateAsync(s => s.SetProperty(m => m.Position, Position.Deputy)));
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_done_and_another_organizations_department_or_member_does_not_exist()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var department = await boss.Get<DepartmentService>().AddAsync(null, "销售部");
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.Id == admin.OrganizationId);
        var other = await boss.Given.DistributorAsync(root);
        var stranger = await boss.Given.MemberAsync(other, Role.Admin);
        var service = boss.Get<DepartmentService>();
        var queries = boss.Get<DepartmentQueries>();

        await Assert.ThrowsAsync<NotFoundException>(() => service.AddMembersAsync(department, [stranger.MemberId]));
        boss.SignIn(stranger);
        await Assert.ThrowsAsync<NotFoundException>(() => service.AddAsync(department, "下级"));
        await Assert.ThrowsAsync<NotFoundException>(() => service.RenameAsync(department, "改名"));
        await Assert.ThrowsAsync<NotFoundException>(() => service.MoveAsync(department, null));
        await Assert.ThrowsAsync<NotFoundException>(() => service.DeleteAsync(department));
        await Assert.ThrowsAsync<NotFoundException>(() => service.AddMembersAsync(department, [stranger.MemberId]));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.MembersAsync(department, Request()));
        await Assert.ThrowsAsync<NotFoundException>(() => queries.CandidatesAsync(department, ""));
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        await Assert.ThrowsAsync<PermissionException>(() => service.AddAsync(null, "运营部"));
        await Assert.ThrowsAsync<PermissionException>(() => queries.TreeAsync());
    }

    private static async Task<RuleException> RefusalAsync(Func<Task> act) => await Assert.ThrowsAsync<RuleException>(act);

    private static async Task<IReadOnlyList<long>> PeopleAsync(TestKBoss boss, int count)
    {
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            ids.Add((await boss.Get<MemberService>().AddAsync(new AddMember($"ren.{i}", $"成员 {i}", $"1370000000{i}", []))).MemberId);
        }

        return ids;
    }
}
