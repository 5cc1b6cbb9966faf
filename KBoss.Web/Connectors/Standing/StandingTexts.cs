using KBoss.Domain.Connectors;
using KBoss.Web.Common;

namespace KBoss.Web.Connectors.Standing;

/// <summary>The words for how a customer stands at suppliers.</summary>
public sealed class StandingTexts;

/// <summary>How good or bad it is where a customer stands.</summary>
internal static class StandingTones
{
    public static Tone Tone(this ProfileState state) => state switch
    {
        ProfileState.Confirmed => Common.Tone.Success,
        ProfileState.Checking => Common.Tone.Info,
        ProfileState.NotGiven => Common.Tone.Neutral,
        _ => Common.Tone.Warning,
    };

    public static Tone Tone(this Whitelisting state) => state switch
    {
        Whitelisting.Whitelisted => Common.Tone.Success,
        Whitelisting.Waiting => Common.Tone.Info,
        Whitelisting.NotSynced => Common.Tone.Neutral,
        _ => Common.Tone.Warning,
    };
}
