using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals.DingTalk;

/// <summary>Where a request stands at DingTalk.</summary>
public enum DingTalkStage
{
    /// <summary>An instance is to be started; perhaps it was, and the answer was lost.</summary>
    Starting,

    /// <summary>People can decide there.</summary>
    Running,

    /// <summary>Decided there, or ended there because it was decided here.</summary>
    Closed,

    /// <summary>The step is decided in KBoss only; <see cref="DingTalkInstance.Reason"/> says why.</summary>
    InApp,
}

/// <summary>Why a step is decided in KBoss only.</summary>
public enum DingTalkReason
{
    None,

    /// <summary>None of those who decide has an account at DingTalk, by the phone that KBoss knows.</summary>
    NoAccount,

    /// <summary>Neither the maker nor the app's own user can start it.</summary>
    NoOriginator,

    /// <summary>Somebody decided there who is no approver here, or is none any more.</summary>
    NotCounted,

    /// <summary>It was ended there by somebody who may not take the request back.</summary>
    EndedThere,
}

/// <summary>One who is asked at a step, and the user id at DingTalk; empty when there is no account.</summary>
public sealed record DingTalkSeatTerms(int Level, long MemberId, string Name, string UserId);

/// <summary>
/// One approval instance at DingTalk for a request, or why there is none. A request has several, one after the other, when steps of it are decided in KBoss:
/// what was asked at DingTalk cannot be changed there, only ended and asked anew.
/// </summary>
public sealed class DingTalkInstance : Entity, IOrganizationOwned
{
    private readonly List<DingTalkSeat> seats = [];

    private DingTalkInstance()
    {
    }

    /// <summary>The next one of a request, from the step on at which it waits; to be started by whoever made it, until its lease ends.</summary>
    public DingTalkInstance(ApprovalRequest request, int round, DateTime leasedUntil, DateTime now)
    {
        OrganizationId = request.OrganizationId;
        RequestNo = request.No;
        Round = round;
        BusinessId = $"{request.No}-{round}";
        FirstLevel = LastLevel = request.Level;
        CreatedAt = Require.Utc(now);
        LeasedUntil = Require.Utc(leasedUntil);
    }

    public long OrganizationId { get; private set; }

    public string RequestNo { get; private set; } = "";

    /// <summary>1 for the first instance of a request, then counting up.</summary>
    public int Round { get; private set; }

    /// <summary>The id that stands in the form and by which the instance is found when the answer to its start was lost.</summary>
    public string BusinessId { get; private set; } = "";

    /// <summary>DingTalk's own id; null while it is not known.</summary>
    public string? InstanceId { get; private set; }

    /// <summary>In whose name it was started, by the user id at DingTalk.</summary>
    public string OriginatorUserId { get; private set; } = "";

    /// <summary>The originator is the maker, and not the app's own user.</summary>
    public bool IsMakers { get; private set; }

    /// <summary>The first step that is asked in it.</summary>
    public int FirstLevel { get; private set; }

    /// <summary>The last step that is asked in it; the ones after it have people without an account, or somebody who is asked before.</summary>
    public int LastLevel { get; private set; }

    public DingTalkStage Stage { get; private set; } = DingTalkStage.Starting;

    public DingTalkReason Reason { get; private set; }

    /// <summary>How many decisions that were made in it have been looked at.</summary>
    public int Decisions { get; private set; }

    /// <summary>How many steps were consented to in it.</summary>
    public int Consents { get; private set; }

    /// <summary>The last failure of a call as the name of its kind; empty when the last call went well.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>When (UTC) its start was tried first; null when it was not.</summary>
    public DateTime? TriedAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Until then (UTC) one part of the system works at it and all others wait; null when nobody does.</summary>
    public DateTime? LeasedUntil { get; private set; }

    /// <summary>Who is asked at each step, with and without an account.</summary>
    public IReadOnlyCollection<DingTalkSeat> Seats => seats;

    /// <summary>Whether there is still something to do at DingTalk.</summary>
    public bool IsOpen => Stage is DingTalkStage.Starting or DingTalkStage.Running;

    /// <summary>The step at which DingTalk asks now, as far as its decisions were looked at.</summary>
    public int AskedLevel => FirstLevel + Consents;

    /// <summary>Takes it for one part of the system; false while another one has it.</summary>
    public bool Lease(DateTime now, TimeSpan time)
    {
        if (LeasedUntil > Require.Utc(now))
        {
            return false;
        }

        LeasedUntil = now + time;
        return true;
    }

    /// <summary>Gives it back; false when the lease ran out and it is somebody else's by now.</summary>
    public bool Release(DateTime until)
    {
        if (LeasedUntil != until)
        {
            return false;
        }

        LeasedUntil = null;
        return true;
    }

    /// <summary>Who is asked step by step up to <paramref name="lastLevel"/>, and in whose name; before the start is tried.</summary>
    public void Plan(string originatorUserId, bool isMakers, int lastLevel, IEnumerable<DingTalkSeatTerms> asked)
    {
        if (TriedAt is not null || Stage != DingTalkStage.Starting)
        {
            throw new InvalidOperationException("What may have been started cannot be planned anew.");
        }

        (OriginatorUserId, IsMakers, LastLevel) = (originatorUserId, isMakers, lastLevel);
        Seat(asked);
    }

    /// <summary>The start is being tried; from now on it may exist at DingTalk.</summary>
    public void Try(DateTime now) => TriedAt ??= Require.Utc(now);

    /// <summary>DingTalk has refused to start it, so it does not exist there and may be planned anew.</summary>
    public void NotStarted(string fault) => (TriedAt, Fault) = (null, fault);

    /// <summary>It exists at DingTalk.</summary>
    public void Started(string instanceId)
    {
        if (Stage == DingTalkStage.Starting)
        {
            (InstanceId, Stage, Fault) = (instanceId, DingTalkStage.Running, "");
        }
    }

    /// <summary>The step is decided in KBoss only.</summary>
    public void DecideInApp(int level, DingTalkReason reason, IEnumerable<DingTalkSeatTerms> asked, DateTime now)
    {
        (Stage, Reason, EndedAt, Fault) = (DingTalkStage.InApp, reason, Require.Utc(now), "");
        if (reason is DingTalkReason.NoAccount or DingTalkReason.NoOriginator)
        {
            (FirstLevel, LastLevel) = (level, level);
            Seat(asked);
        }
        else
        {
            LastLevel = level;
        }
    }

    /// <summary>A decision that was made in it was looked at; a consent moves it to the next step.</summary>
    public void Look(bool consent)
    {
        Decisions++;
        Consents += consent ? 1 : 0;
    }

    /// <summary>A call failed.</summary>
    public void Fail(string fault) => Fault = fault;

    /// <summary>Nobody can decide in it any more.</summary>
    public void Close(DateTime now)
    {
        if (IsOpen)
        {
            (Stage, EndedAt, Fault) = (DingTalkStage.Closed, Require.Utc(now), "");
        }
    }

    private void Seat(IEnumerable<DingTalkSeatTerms> asked)
    {
        seats.Clear();
        seats.AddRange(asked.Select(terms => new DingTalkSeat(this, terms)));
    }
}

/// <summary>One who is asked at a step of a request, with the account at DingTalk as it was found by phone.</summary>
public sealed class DingTalkSeat : Entity, IOrganizationOwned
{
    private DingTalkSeat()
    {
    }

    internal DingTalkSeat(DingTalkInstance instance, DingTalkSeatTerms terms)
    {
        OrganizationId = instance.OrganizationId;
        Level = terms.Level;
        MemberId = terms.MemberId;
        Name = terms.Name;
        UserId = terms.UserId;
    }

    public long OrganizationId { get; private set; }

    public long DingTalkInstanceId { get; private set; }

    public int Level { get; private set; }

    [NamesMember]
    public long MemberId { get; private set; }

    /// <summary>The member's name of then.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The user id at DingTalk; empty when there is no account.</summary>
    public string UserId { get; private set; } = "";
}
