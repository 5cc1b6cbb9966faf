using KBoss.Domain.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;

namespace KBoss.Web.Common;

/// <summary>On a page or an endpoint: only for signed-in members whose roles hold the permission (401 or 403 otherwise).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequirePermissionAttribute(string permission) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public string Permission { get; } = permission;

    /// <summary>The kind of organization that the page is for; null for both.</summary>
    public OrganizationKind? Only { get; private set; }

    /// <summary>The page is for one kind of organization: a distributor's Admin and a customer's Admin have pages of their own.</summary>
    public OrganizationKind Kind
    {
        get => Only ?? default;
        set => Only = value;
    }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new PermissionRequirement(Permission, Only)];
}

/// <summary>That the member's roles hold a permission.</summary>
public sealed record PermissionRequirement(string Permission, OrganizationKind? Kind) : IAuthorizationRequirement;

/// <summary>Asks the one table of roles and permissions.</summary>
public sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (ActorClaims.Read(context.User) is { } actor
            && actor.Has(requirement.Permission)
            && (requirement.Kind is null || requirement.Kind == actor.Kind))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>What a refused request would have needed.</summary>
public static class Needs
{
    /// <summary>The rule of the endpoint that answered 403 before this response took its place, if it had one.</summary>
    public static RequirePermissionAttribute? Refused(HttpContext? http) =>
        http?.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint?.Metadata.GetMetadata<RequirePermissionAttribute>();
}
