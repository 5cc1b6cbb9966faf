using KBoss.Domain.Common;
using KBoss.Domain.Messaging;

namespace KBoss.Domain.Marketing;

/// <summary>How far a campaign has come with one recipient.</summary>
public enum RecipientState
{
    Waiting,

    /// <summary>Notice, text message and mail were written, as far as it wants them.</summary>
    Handed,

    /// <summary>Nothing was written to it.</summary>
    LeftOut,
}

/// <summary>Why a recipient does not get the text message, or nothing at all.</summary>
public enum LeftOut
{
    /// <summary>It is not left out.</summary>
    None,

    /// <summary>The customer has nobody who could be written to.</summary>
    Nobody,

    /// <summary>The member may not sign in.</summary>
    MayNotSignIn,

    /// <summary>The phone never consented to advertising.</summary>
    NoConsent,

    /// <summary>The phone has taken its consent back.</summary>
    Unsubscribed,

    /// <summary>The phone has had as many messages as it may get that day.</summary>
    OverQuota,

    /// <summary>Another recipient of the campaign has the same phone.</summary>
    SamePhone,

    /// <summary>The member wants no advertising by the channels that are left.</summary>
    NotWanted,

    /// <summary>The phone is another than when the campaign was confirmed.</summary>
    PhoneChanged,

    /// <summary>The customer is no longer among those that whoever made the campaign serves.</summary>
    NotServed,
}

/// <summary>
/// One member of a customer whom a campaign reaches or leaves out, as it was when the campaign was confirmed and as it came. The phone stands once in a
/// campaign, so that no phone is written to twice.
/// </summary>
public sealed class CampaignRecipient : Entity, IOrganizationOwned
{
    private CampaignRecipient()
    {
    }

    /// <param name="campaign">The campaign, which has been saved.</param>
    /// <param name="buyerId">The customer's organization.</param>
    /// <param name="memberId">The member; none where the customer has nobody.</param>
    /// <param name="phone">The phone that the text message goes to; none where it gets none.</param>
    /// <param name="planned">By what it is to be reached.</param>
    /// <param name="why">Why it does not get the text message, or nothing.</param>
    public CampaignRecipient(Campaign campaign, long buyerId, long? memberId, string? phone, Channels planned, LeftOut why)
    {
        (OrganizationId, CampaignId, BuyerId, MemberId) = (campaign.OrganizationId, campaign.Id, buyerId, memberId);
        (Phone, Planned, Why) = (planned.HasFlag(Channels.Sms) ? phone : null, planned, why);
        State = planned == Channels.None ? RecipientState.LeftOut : RecipientState.Waiting;
    }

    public long OrganizationId { get; private set; }

    public long CampaignId { get; private set; }

    public long BuyerId { get; private set; }

    [NamesMember]
    public long? MemberId { get; private set; }

    public string? Phone { get; private set; }

    public Channels Planned { get; private set; }

    public LeftOut Why { get; private set; }

    public RecipientState State { get; private set; }

    /// <summary>By what it was told.</summary>
    public Channels Handed { get; private set; }

    /// <summary>When it was handed over (UTC).</summary>
    public DateTime? HandedAt { get; private set; }

    /// <summary>The key of its text message; empty without one.</summary>
    public string SmsKey { get; private set; } = "";

    /// <summary>It was told by these channels; <paramref name="why"/> says why not by text message where that was planned.</summary>
    public void Hand(Channels channels, LeftOut why, string smsKey, DateTime now)
    {
        DemandWaiting();
        if (channels == Channels.None)
        {
            throw new ArgumentException("Who was told by nothing is left out.", nameof(channels));
        }

        (State, Handed, Why, HandedAt) = (RecipientState.Handed, channels, why == LeftOut.None ? Why : why, Require.Utc(now));
        SmsKey = channels.HasFlag(Channels.Sms) ? Require.Text(smsKey, "key", 100) : "";
    }

    /// <summary>It is told nothing, for a reason that came after the campaign was confirmed.</summary>
    public void LeaveOut(LeftOut why)
    {
        DemandWaiting();
        (State, Why) = (RecipientState.LeftOut, why != LeftOut.None ? why : throw new ArgumentException("A reason is missing.", nameof(why)));
    }

    private void DemandWaiting()
    {
        if (State != RecipientState.Waiting)
        {
            throw new InvalidOperationException($"The recipient {Id} was dealt with already.");
        }
    }
}
