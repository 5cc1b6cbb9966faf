using KBoss.Domain.Organizations;
using KBoss.Web.Common;

namespace KBoss.Web.Customers.Identities;

/// <summary>Marks the texts of the pages where staff look at who customers are and who wants to join them.</summary>
public sealed class IdentityTexts
{
    /// <summary>What a finding means for whoever looks at it.</summary>
    public static Tone ToneOf(IdentityStatus status) => status switch
    {
        IdentityStatus.Verified => Tone.Success,
        IdentityStatus.Refused => Tone.Danger,
        _ => Tone.Warning,
    };

    /// <summary>As above, of a claim to join.</summary>
    public static Tone ToneOf(JoinClaimStatus status) => status switch
    {
        JoinClaimStatus.PassedOn => Tone.Success,
        JoinClaimStatus.Refused => Tone.Danger,
        _ => Tone.Warning,
    };
}
