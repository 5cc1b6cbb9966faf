using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>That a member signed in: when (UTC), from which address, with which device; shown to the member itself.</summary>
public sealed class SignInRecord : Entity, IOrganizationOwned
{
    private SignInRecord()
    {
    }

    public SignInRecord(long organizationId, long memberId, string? address, string? device, DateTime now)
    {
        OrganizationId = organizationId;
        MemberId = memberId;
        Address = Short(address, 50);
        Device = Short(device, 100);
        At = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public DateTime At { get; private set; }

    /// <summary>The IP address the sign-in came from.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Browser and system, such as <c>Chrome · Windows</c>; empty when the browser did not say.</summary>
    public string Device { get; private set; } = "";

    private static string Short(string? text, int max) => text is null ? "" : text.Length > max ? text[..max] : text;
}
