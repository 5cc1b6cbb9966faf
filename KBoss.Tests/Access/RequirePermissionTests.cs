using System.Security.Claims;
using KBoss.Domain.Access;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Authorization;

namespace KBoss.Tests.Access;

public sealed class RequirePermissionTests
{
    [Theory]
    [InlineData(OrganizationKind.Distributor, Role.Finance, true)]
    [InlineData(OrganizationKind.Distributor, Role.Sales, false)]
    [InlineData(OrganizationKind.Customer, Role.Admin, false)]
    public async Task A_page_asks_the_table_of_roles_and_permissions(OrganizationKind kind, Role role, bool allowed)
    {
        var requirement = new RequirePermissionAttribute(Permissions.LedgerView).GetRequirements().ToList();
        var actor = new Actor(1, 1, kind, "某人", new HashSet<Role> { role });
        var context = new AuthorizationHandlerContext(requirement, new ClaimsPrincipal(new ClaimsIdentity(ActorClaims.Write(actor), "test")), null);

        await new PermissionHandler().HandleAsync(context);

        Assert.Equal(allowed, context.HasSucceeded);
    }

    [Fact]
    public async Task A_visitor_has_no_permission()
    {
        var requirement = new RequirePermissionAttribute(Permissions.LedgerView).GetRequirements().ToList();
        var context = new AuthorizationHandlerContext(requirement, new ClaimsPrincipal(new ClaimsIdentity()), null);

        await new PermissionHandler().HandleAsync(context);

        Assert.False(context.HasSucceeded);
    }
}
