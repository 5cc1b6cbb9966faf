using System.Reflection;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Tests.Access;

public sealed class RolePermissionsTests
{
    private static readonly string[] All = [.. typeof(Permissions)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    [Fact]
    public void Every_permission_is_held_by_some_role_and_every_held_one_exists()
    {
        var held = Enum.GetValues<OrganizationKind>().SelectMany(kind => RolePermissions.Of(kind, RolePermissions.RolesOf(kind))).Distinct();
        Assert.Equal(All.Order(), held.Order());
        Assert.All(All, permission => Assert.NotEmpty(RolePermissions.Holding(permission)));
    }

    [Fact]
    public void A_member_without_a_role_may_do_nothing()
    {
        var actor = new Actor(1, 1, OrganizationKind.Distributor, "无角色", new HashSet<Role>());
        Assert.DoesNotContain(All, actor.Has);
        Assert.All(All, permission => Assert.Throws<PermissionException>(() => actor.Demand(permission)));
    }

    [Fact]
    public void The_same_role_name_means_what_the_kind_of_organization_says()
    {
        var distributor = new Actor(1, 1, OrganizationKind.Distributor, "管理员", new HashSet<Role> { Role.Admin });
        var customer = new Actor(2, 2, OrganizationKind.Customer, "管理员", new HashSet<Role> { Role.Admin });
        Assert.True(distributor.Has(Permissions.AuditView));
        Assert.False(customer.Has(Permissions.AuditView));
        Assert.False(distributor.Has(Permissions.OrdersView));
    }

    [Fact]
    public void What_concerns_the_whole_platform_is_for_the_root_distributor_alone()
    {
        var admin = new Actor(1, 1, OrganizationKind.Distributor, "管理员", new HashSet<Role> { Role.Admin });
        Assert.Equal(
            [
                Permissions.BackupsManage, Permissions.MessagesConfigure, Permissions.SchedulesRun, Permissions.SchedulesView, Permissions.SettingsPlatform,
            ],
            All.Where(RolePermissions.IsForRoot).Order());
        foreach (var permission in All)
        {
            var held = RolePermissions.Of(admin.Kind, admin.Roles).Contains(permission);
            Assert.Equal((permission, held), (permission, (admin with { IsOfRoot = true }).Has(permission)));
            Assert.Equal((permission, held && !RolePermissions.IsForRoot(permission)), (permission, admin.Has(permission)));
        }
    }

    [Theory]
    [InlineData(OrganizationKind.Customer, Role.Finance)]
    [InlineData(OrganizationKind.Customer, Role.Operations)]
    [InlineData(OrganizationKind.Distributor, Role.Buyer)]
    public void A_role_of_the_other_kind_of_organization_is_neither_given_nor_of_use(OrganizationKind kind, Role role)
    {
        var member = new Member(1, "someone", "13900000001", "某人", new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal("Organizations.RoleNotForKind", Assert.Throws<RuleException>(() => member.Give(role, kind)).Code);
        Assert.Empty(RolePermissions.Of(kind, [role]));
    }
}
