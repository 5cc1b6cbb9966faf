using System.Globalization;
using System.Security.Claims;
using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;

namespace KBoss.Web.Common;

/// <summary>A signed-in member with its claims; whoever asks for the member need not read them again.</summary>
public sealed class MemberPrincipal(Actor actor, IEnumerable<Claim> more, string scheme)
    : ClaimsPrincipal(new ClaimsIdentity([.. ActorClaims.Write(actor), .. more], scheme))
{
    public Actor Actor { get; } = actor;
}

/// <summary>How the signed-in member stands in the cookie's claims: written at sign-in, read everywhere else.</summary>
public static class ActorClaims
{
    public const string Organization = "kboss:organization";
    public const string Kind = "kboss:kind";
    public const string Session = "kboss:session";
    public const string Root = "kboss:root";
    public const string Duty = "kboss:duty";

    /// <summary>The claims of a member.</summary>
    public static IEnumerable<Claim> Write(Actor actor) =>
    [
        new(ClaimTypes.NameIdentifier, actor.MemberId.ToString(CultureInfo.InvariantCulture)),
        new(ClaimTypes.Name, actor.Name),
        new(Organization, actor.OrganizationId.ToString(CultureInfo.InvariantCulture)),
        new(Kind, actor.Kind.ToString()),
        .. actor.Roles.Select(role => new Claim(ClaimTypes.Role, role.ToString())),
        .. actor.SessionId is { } session ? [new Claim(Session, session.ToString(CultureInfo.InvariantCulture))] : Array.Empty<Claim>(),
        .. actor.IsOfRoot ? [new Claim(Root, "")] : Array.Empty<Claim>(),
        .. actor.Duty is { } duty ? [new Claim(Duty, duty.ToString())] : Array.Empty<Claim>(),
    ];

    /// <summary>The member that the claims describe, or null for a visitor.</summary>
    public static Actor? Read(ClaimsPrincipal? user) => user is MemberPrincipal known ? known.Actor : ReadClaims(user);

    private static Actor? ReadClaims(ClaimsPrincipal? user) =>
        user?.Identity is { IsAuthenticated: true }
        && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var member)
        && long.TryParse(user.FindFirstValue(Organization), CultureInfo.InvariantCulture, out var organization)
        && Enum.TryParse<OrganizationKind>(user.FindFirstValue(Kind), out var kind)
            ? new Actor(member, organization, kind, user.FindFirstValue(ClaimTypes.Name) ?? "", Roles(user))
            {
                SessionId = long.TryParse(user.FindFirstValue(Session), CultureInfo.InvariantCulture, out var session) ? session : null,
                IsOfRoot = user.HasClaim(c => c.Type == Root),
                Duty = Enum.TryParse<SignInDuty>(user.FindFirstValue(Duty), out var duty) ? duty : null,
            }
            : null;

    private static HashSet<Role> Roles(ClaimsPrincipal user) =>
        [.. user.FindAll(ClaimTypes.Role).Select(c => Enum.TryParse<Role>(c.Value, out var role) ? role : (Role?)null).OfType<Role>()];
}
