using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Organizations;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KBoss.Tests.Organizations.MemberServiceTests;

namespace KBoss.Tests.Audit;

public sealed class AuditQueriesTests
{
    [Fact]
    public async Task A_change_is_read_as_before_and_after_with_names_for_ids_and_masked_phones()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        var service = boss.Get<MemberService>();
        var made = await service.AddAsync(new AddMember("xiaoshou.yi", "销售一", "13700000001", [Role.Sales]));
        await service.EditAsync(made.MemberId, new EditMember("xiaoshou.yi", "销售二", "13700000002"));
        await service.SetRolesAsync(made.MemberId, new HashSet<Role>(), new HashSet<Role> { Role.Sales });

        var rows = (await boss.Get<AuditQueries>().ListAsync(Request())).Rows;

        var edit = rows.Single(r => r is { Action: "Modified", Subject: "Member xiaoshou.yi" });
        Assert.Equal((admin.Name, boss.Now), (edit.Actor, edit.At));
        Assert.Equal([("Name", "销售一", "销售二"), ("Phone", "137****0001", "137****0002")], edit.Changes.Select(c => (c.Field, c.Before, c.After)).Order());
        var role = rows.Single(r => r is { Action: "Added", Subject: "Role xiaoshou.yi" });
        var whose = role.Changes.Single(c => c.Field == "MemberId");
        Assert.Equal(("", "销售二 (xiaoshou.yi)", new ThingRef(Thing.Member, "xiaoshou.yi", "销售二")), (whose.Before, whose.After, whose.AfterThing));
        Assert.Equal(new ThingRef(Thing.Member, "xiaoshou.yi"), Assert.Single(role.Thing.Parts).Thing);
        var taken = rows.Single(r => r is { Action: "Deleted", Subject: "Role xiaoshou.yi" });
        Assert.Contains(("Role", "Sales", ""), taken.Changes.Select(c => (c.Field, c.Before, c.After)));
        Assert.All(rows, r => Assert.DoesNotContain(r.Changes, c => c.After.Contains("13700000002", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("person", "admin", 2)]
    [InlineData("person", "nobody", 0)]
    [InlineData("subject", "xiaoshou", 2)]
    [InlineData("kind", "Added", 2)]
    [InlineData("kind", "Deleted", 0)]
    [InlineData("from", "2026-01-05", 2)]
    [InlineData("from", "2026-01-06", 0)]
    [InlineData("to", "2026-01-05", 2)]
    [InlineData("to", "2026-01-04", 0)]
    public async Task The_log_is_found_by_person_subject_kind_and_day(string filter, string value, int found)
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        await boss.Get<MemberService>().AddAsync(new AddMember("xiaoshou.yi", "销售一", "13700000001", [Role.Sales]));

        using var count = new CommandCount(boss);
        var rows = (await boss.Get<AuditQueries>().ListAsync(filter == "person" ? Request((filter, value)) : Request((filter, value), ("person", "Admin 一")))).Rows;

        Assert.Equal(found, rows.Count);
        // What a subject is called may stand in other rows: each kind of them is asked once.
        Assert.InRange(count.Queries.Count, 1, filter == "subject" ? 12 : 4);
    }

    [Fact]
    public async Task The_export_holds_what_the_filters_find_and_is_audited_itself()
    {
        await using var boss = await TestKBoss.StartAsync();
        await AdminAsync(boss);
        await boss.Get<DepartmentService>().AddAsync(null, "销售部");
        var written = new List<AuditRow>();

        var file = await boss.Get<AuditQueries>().ExportAsync(Request(("subject", "Department")), row =>
        {
            written.Add(row);
            return new AuditSheetRow { Subject = row.Subject };
        });

        Assert.Equal("Department 销售部", Assert.Single(written).Subject);
        Assert.StartsWith("audit-20260105-1000", file.Name, StringComparison.Ordinal);
        Assert.Equal("PK"u8.ToArray(), file.Content[..2]);
        Assert.Contains("AuditExported", await boss.Get<AuditQueries>().KindsAsync());
    }

    [Fact]
    public async Task The_log_is_read_by_the_Admin_of_its_organization_only()
    {
        await using var boss = await TestKBoss.StartAsync();
        var admin = await AdminAsync(boss);
        await boss.Get<DepartmentService>().AddAsync(null, "销售部");
        await using var db = boss.Db();
        var root = await db.Organizations.SingleAsync(o => o.Id == admin.OrganizationId);

        boss.SignIn(await boss.Given.MemberAsync(await boss.Given.DistributorAsync(root), Role.Admin));
        Assert.DoesNotContain((await boss.Get<AuditQueries>().ListAsync(Request())).Rows, r => r.Subject.StartsWith("Department", StringComparison.Ordinal));
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Finance));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AuditQueries>().ListAsync(Request()));
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AuditQueries>().KindsAsync());
        await Assert.ThrowsAsync<PermissionException>(() => boss.Get<AuditQueries>().ExportAsync(Request(), _ => new AuditSheetRow()));
    }
}
