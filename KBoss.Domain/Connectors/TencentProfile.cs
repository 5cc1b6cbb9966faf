using KBoss.Domain.Common;

namespace KBoss.Domain.Connectors;

/// <summary>Whether a customer has named its account at Tencent Cloud, and whether Tencent Cloud knows it.</summary>
public enum ProfileState
{
    NotGiven,
    Checking,
    Confirmed,
    Refused,

    /// <summary>Nobody could be asked; it is asked about again.</summary>
    NotChecked,
}

/// <summary>What a customer says about its account at Tencent Cloud.</summary>
public sealed record ProfileFacts(string Uin, string Name, string Contact)
{
    /// <summary>The same as it is kept; refused with <c>Connectors.UinInvalid</c>, and for missing or long texts, all at once.</summary>
    public ProfileFacts Kept()
    {
        var refusals = new Refusals();
        var (uin, name, contact) = (refusals.Try(() => UinOf(Uin)), refusals.Try(() => NameOf(Name)), refusals.Try(() => ContactOf(Contact)));
        refusals.Demand();
        return new ProfileFacts(uin!, name!, contact!);
    }

    private static string UinOf(string? value)
    {
        var uin = Require.Number(Require.Text(value, "uin", 60), "uin");
        return uin.Length is >= 5 and <= 20 && uin.All(char.IsAsciiDigit) ? uin : throw new RuleException("Connectors.UinInvalid") { Field = "uin" };
    }

    private static string NameOf(string? value) => Require.Text(value, "profile-name", 100);

    private static string ContactOf(string? value) => Require.Text(value, "profile-contact", 100);
}

/// <summary>
/// The account of a customer at Tencent Cloud, which its products need; the customer fills it in and Tencent Cloud is asked. Every change is asked about
/// anew, under the next number, so that an answer that comes late says nothing about what stands there by then.
/// </summary>
public sealed class TencentProfile : SharedEntity, IAuditedFromBirth
{
    private TencentProfile()
    {
    }

    public TencentProfile(Parties parties)
        : base(parties)
    {
    }

    /// <summary>The number of the account; digits.</summary>
    public string Uin { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Whom to talk to about the account.</summary>
    public string Contact { get; private set; } = "";

    public ProfileState State { get; private set; } = ProfileState.NotGiven;

    /// <summary>The key of the reason for which it is refused or could not be checked; empty otherwise.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>What the vendor calls the account, masked by the vendor.</summary>
    public string VendorName { get; private set; } = "";

    /// <summary>How often it has been asked about.</summary>
    [NotAudited]
    public int Check { get; private set; }

    public DateTime? GivenAt { get; private set; }

    public DateTime? CheckedAt { get; private set; }

    public string AuditSubject => $"TencentProfile {BuyerId}";

    /// <summary>Takes over what the customer says; it counts once Tencent Cloud knows it.</summary>
    public void Give(ProfileFacts facts, DateTime now)
    {
        (Uin, Name, Contact) = facts.Kept();
        GivenAt = Require.Utc(now);
        Ask();
    }

    /// <summary>Asks again; <c>Connectors.ProfileNotGiven</c> where there is nothing to ask about.</summary>
    public void CheckAgain()
    {
        if (State == ProfileState.NotGiven)
        {
            throw new RuleException("Connectors.ProfileNotGiven");
        }

        Ask();
    }

    /// <summary>The customer takes it back: nothing more can be bought that needs it.</summary>
    public void Withdraw()
    {
        (Uin, Name, Contact, VendorName, Reason, State) = ("", "", "", "", "", ProfileState.NotGiven);
        (GivenAt, CheckedAt) = (null, null);
        Check++;
    }

    /// <summary>Tencent Cloud knows the account under a (masked) name; false when it was asked about something older.</summary>
    public bool Confirm(int check, string vendorName, DateTime now) => Answer(check, ProfileState.Confirmed, "", vendorName, now);

    /// <summary>Tencent Cloud does not, for a reason that has words; false when it was asked about something older.</summary>
    public bool Refuse(int check, string reason, DateTime now) => Answer(check, ProfileState.Refused, reason, "", now);

    /// <summary>Nobody could be asked; what was confirmed before stays confirmed. False when it was asked about something older.</summary>
    public bool Miss(int check, string reason, DateTime now) => State != ProfileState.Confirmed && Answer(check, ProfileState.NotChecked, reason, "", now);

    private void Ask()
    {
        (State, Reason, VendorName, CheckedAt) = (ProfileState.Checking, "", "", null);
        Check++;
    }

    private bool Answer(int check, ProfileState state, string reason, string vendorName, DateTime now)
    {
        if (check != Check || State == ProfileState.NotGiven)
        {
            return false;
        }

        State = state;
        Reason = Require.Optional(reason, "reason", 100);
        VendorName = Require.Optional(vendorName, "vendor-name", 100, free: true);
        CheckedAt = Require.Utc(now);
        return true;
    }
}
