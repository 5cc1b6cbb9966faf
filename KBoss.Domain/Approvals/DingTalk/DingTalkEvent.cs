using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals.DingTalk;

/// <summary>
/// An event that DingTalk has pushed, kept before it is answered so that a repetition is known. It says that something has happened to an instance and is
/// believed in nothing else. It belongs to the platform: whose instance it is, is found out later.
/// </summary>
public sealed class DingTalkEvent : Entity
{
    /// <summary>How long events are kept. A push is refused long before that when it was signed too long ago.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private DingTalkEvent()
    {
    }

    public DingTalkEvent(string key, string eventType, string type, string instanceId, bool isKnown, DateTime now)
    {
        Key = key;
        EventType = eventType;
        Type = type;
        InstanceId = instanceId;
        IsKnown = isKnown;
        ReceivedAt = Require.Utc(now);
    }

    /// <summary>What is the same in every repetition of the event; unique.</summary>
    public string Key { get; private set; } = "";

    public string EventType { get; private set; } = "";

    public string Type { get; private set; } = "";

    public string InstanceId { get; private set; } = "";

    /// <summary>Whether the instance was one of ours when the event came.</summary>
    public bool IsKnown { get; private set; }

    public DateTime ReceivedAt { get; private set; }
}
