using KBoss.Domain.Common;

namespace KBoss.Domain.Approvals;

/// <summary>Only a pending request can still be decided; <see cref="Failed"/> was consented to, but the change was refused by then.</summary>
public enum ApprovalStatus
{
    Pending,
    Approved,
    Refused,
    Withdrawn,
    Expired,
    Failed,
}

/// <summary>What is asked: the change itself as canonical JSON with what it is judged by and the evidence as it stood.</summary>
public sealed record ApprovalQuestion(ApprovalKind Kind, ApprovalFacts Facts, string SubjectName, string Change, string Hash, string Evidence);

/// <summary>
/// A change that waits for consent, with the levels of the policy under which it was asked. It takes effect with the last consent, and what takes effect
/// is what was asked: the change is kept beside its hash [R-APR-2]. Every decision is made once [R-APR-1].
/// </summary>
public sealed class ApprovalRequest : Entity, IOrganizationOwned, IBetweenOrganizations, IAuditedFromBirth
{
    public const int MaxContent = 8_000_000;
    public const int MaxRemark = 1000;

    private ApprovalRequest()
    {
    }

    /// <summary>A request of these levels of a policy, in order; at least one.</summary>
    public ApprovalRequest(
        long organizationId, string no, ApprovalQuestion question, ApprovalPolicy policy, IReadOnlyList<ApprovalLevel> levels, By maker, DateTime now)
    {
        OrganizationId = organizationId;
        No = no;
        Kind = question.Kind;
        (Subject, SubjectName) = (Require.Text(question.Facts.Subject, "subject", 50), Require.Text(question.SubjectName, "subject"));
        (Amount, Discount, MarginRate) = (question.Facts.Amount, question.Facts.Discount, question.Facts.MarginRate);
        (Change, Hash, Evidence) = (question.Change, question.Hash, question.Evidence);
        if (Change.Length > MaxContent || Evidence.Length > MaxContent)
        {
            throw new RuleException("Approvals.TooLarge");
        }

        PolicyId = policy.Id;
        LevelId = levels[0].Id;
        (Level, Levels) = (1, levels.Count);
        Maker = maker.IsMember ? maker : throw new ArgumentException("Only members ask.", nameof(maker));
        AskedAt = LevelSince = Require.Utc(now);
        ExpiresAt = ChinaTime.End(ChinaTime.AddDays(ChinaTime.Day(now), policy.ExpiryDays));
    }

    public long OrganizationId { get; private set; }

    /// <summary>The number that people see.</summary>
    public string No { get; private set; } = "";

    public ApprovalKind Kind { get; private set; }

    /// <summary>The code of the customer, distributor or supplier that it is about.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Its name when it was asked.</summary>
    public string SubjectName { get; private set; } = "";

    /// <summary>In yuan; null where the change has no amount.</summary>
    public decimal? Amount { get; private set; }

    /// <summary>The lowest share of the list price that is asked for, four decimals.</summary>
    public decimal? Discount { get; private set; }

    /// <summary>The lowest margin as a share of the price, four decimals.</summary>
    public decimal? MarginRate { get; private set; }

    /// <summary>The change as canonical JSON.</summary>
    [NotAudited]
    public string Change { get; private set; } = "";

    /// <summary>SHA-256 of number, kind and change in lower-case hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>What the approver is shown, as it stood when it was asked, as JSON.</summary>
    [NotAudited]
    public string Evidence { get; private set; } = "";

    /// <summary>The version of the policy under which it was asked, which no later one replaces.</summary>
    public long PolicyId { get; private set; }

    /// <summary>The level of the policy that decides now, or has decided last.</summary>
    public long LevelId { get; private set; }

    /// <summary>The step that decides now, from 1 to <see cref="Levels"/>: levels that do not apply are not counted.</summary>
    public int Level { get; private set; }

    /// <summary>How many steps there are.</summary>
    public int Levels { get; private set; }

    public By Maker { get; private set; } = By.Nobody;

    public DateTime AskedAt { get; private set; }

    /// <summary>Since when it waits at this step.</summary>
    public DateTime LevelSince { get; private set; }

    /// <summary>From this instant (UTC) on nobody decides any more.</summary>
    public DateTime ExpiresAt { get; private set; }

    /// <summary>When those who decide now were reminded last; null while they were not.</summary>
    [NotAudited]
    public DateTime? RemindedAt { get; private set; }

    public ApprovalStatus Status { get; private set; } = ApprovalStatus.Pending;

    /// <summary>An approver has asked something back, and the maker has not answered yet.</summary>
    public bool IsAskedBack { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    public By ClosedBy { get; private set; } = By.Nobody;

    /// <summary>What the change was refused with, of a failed one; empty otherwise.</summary>
    public string FailureCode { get; private set; } = "";

    /// <summary>The arguments of that refusal as JSON.</summary>
    [NotAudited]
    public string FailureArgs { get; private set; } = "";

    /// <summary>How many entries its history has; the number of the last one.</summary>
    [NotAudited]
    public int Events { get; private set; }

    public string AuditSubject => $"Approval {No}";

    /// <summary>Whoever shares the rows of the change is known by its kind.</summary>
    IReadOnlyList<long> IBetweenOrganizations.Between => [OrganizationId];

    /// <summary>The status as it holds at an instant (UTC): what nobody has decided in time has expired, also before that is written down.</summary>
    public ApprovalStatus StatusAt(DateTime now) => Status == ApprovalStatus.Pending && now >= ExpiresAt ? ApprovalStatus.Expired : Status;

    /// <summary>Whether the consent of this step is the last one.</summary>
    public bool IsAtLastLevel => Level == Levels;

    /// <summary>The first entry of the history.</summary>
    public ApprovalEvent Ask(string? remark = null) => Tell(ApprovalEventKind.Asked, Maker, remark, AskedAt);

    /// <summary>
    /// A consent: the request goes on to the step of <paramref name="next"/>, or is approved with the last one. Refused as <see cref="DemandOpen"/> does.
    /// </summary>
    public ApprovalEvent Agree(By by, Decider decider, ApprovalLevel? next, string? remark, DateTime now)
    {
        DemandDecision(by, decider, now);
        var told = Tell(ApprovalEventKind.Agreed, by, remark, now, decider.IsStandIn);
        IsAskedBack = false;
        if (IsAtLastLevel)
        {
            Close(ApprovalStatus.Approved, by, now);
        }
        else
        {
            LevelId = (next ?? throw new ArgumentNullException(nameof(next))).Id;
            (Level, LevelSince, RemindedAt) = (Level + 1, now, null);
        }

        return told;
    }

    /// <summary>A refusal, which ends the request. Refused as <see cref="DemandOpen"/> does.</summary>
    public ApprovalEvent Refuse(By by, Decider decider, string? remark, DateTime now)
    {
        DemandDecision(by, decider, now);
        Close(ApprovalStatus.Refused, by, now);
        return Tell(ApprovalEventKind.Refused, by, remark, now, decider.IsStandIn);
    }

    /// <summary>The last consent was given, and the change is refused by what has happened since; nothing of it was carried out.</summary>
    public IReadOnlyList<ApprovalEvent> Fail(By by, Decider decider, string? remark, string code, string args, DateTime now)
    {
        if (!IsAtLastLevel)
        {
            throw new RuleException("Common.ChangedMeanwhile");
        }

        DemandDecision(by, decider, now);
        (FailureCode, FailureArgs, IsAskedBack) = (code, args, false);
        var agreed = Tell(ApprovalEventKind.Agreed, by, remark, now, decider.IsStandIn);
        Close(ApprovalStatus.Failed, by, now);
        return [agreed, Tell(ApprovalEventKind.Failed, By.System, "", now)];
    }

    /// <summary>A question to the maker, for whom the request then waits. Refused as <see cref="DemandOpen"/> does.</summary>
    public ApprovalEvent AskBack(By by, Decider decider, string? text, DateTime now)
    {
        DemandDecision(by, decider, now);
        IsAskedBack = true;
        return Tell(ApprovalEventKind.AskedBack, by, Require.Text(text, "remark", MaxRemark, free: true), now, decider.IsStandIn);
    }

    /// <summary>
    /// What somebody says to it. The maker's word answers a question that was asked back. Refused with <c>Approvals.Closed</c> once it is decided.
    /// </summary>
    public ApprovalEvent Say(By by, string? text, DateTime now)
    {
        DemandOpen(now);
        var said = Require.Text(text, "remark", MaxRemark, free: true);
        var answers = IsAskedBack && by.MemberId == Maker.MemberId;
        IsAskedBack &= !answers;
        LevelSince = answers ? now : LevelSince;
        RemindedAt = answers ? null : RemindedAt;
        return Tell(answers ? ApprovalEventKind.Answered : ApprovalEventKind.Commented, by, said, now);
    }

    /// <summary>Taken back by who asked, and by nobody else (<c>Approvals.NotMaker</c>). Refused as <see cref="DemandOpen"/> does.</summary>
    public ApprovalEvent Withdraw(By by, string? remark, DateTime now)
    {
        if (by.MemberId != Maker.MemberId)
        {
            throw new RuleException("Approvals.NotMaker", No, Maker.Name);
        }

        DemandOpen(now);
        Close(ApprovalStatus.Withdrawn, by, now);
        return Tell(ApprovalEventKind.Withdrawn, by, remark, now);
    }

    /// <summary>Closed because nobody decided in time; a request that is not due stays as it is and gives null.</summary>
    public ApprovalEvent? Expire(DateTime now)
    {
        if (Status != ApprovalStatus.Pending || Require.Utc(now) < ExpiresAt)
        {
            return null;
        }

        Close(ApprovalStatus.Expired, By.System, now);
        return Tell(ApprovalEventKind.Expired, By.System, "", now);
    }

    /// <summary>Whether those who decide now are to be reminded: a day after it came to them, and again after every further one.</summary>
    public bool IsReminderDue(DateTime now) =>
        Status == ApprovalStatus.Pending && !IsAskedBack && now < ExpiresAt && now - (RemindedAt ?? LevelSince) >= TimeSpan.FromDays(1);

    /// <summary>They were reminded.</summary>
    public ApprovalEvent Remind(DateTime now)
    {
        RemindedAt = Require.Utc(now);
        return Tell(ApprovalEventKind.Reminded, By.System, "", now);
    }

    /// <summary>
    /// Goes on only while it is pending; otherwise <c>Approvals.Closed</c> with who closed it and how, or <c>Approvals.Expired</c>.
    /// </summary>
    public void DemandOpen(DateTime now)
    {
        if (StatusAt(now) == ApprovalStatus.Expired)
        {
            throw new RuleException("Approvals.Expired", No, ExpiresAt);
        }

        if (Status != ApprovalStatus.Pending)
        {
            throw new RuleException("Approvals.Closed", No, Status, ClosedBy.Name, ClosedAt);
        }
    }

    private void DemandDecision(By by, Decider decider, DateTime now)
    {
        DemandOpen(now);
        if (by.MemberId == Maker.MemberId || by.MemberId != decider.MemberId)
        {
            throw new RuleException("Approvals.OwnRequest", No);
        }
    }

    private void Close(ApprovalStatus status, By by, DateTime now) => (Status, ClosedBy, ClosedAt, IsAskedBack) = (status, by, Require.Utc(now), false);

    private ApprovalEvent Tell(ApprovalEventKind kind, By by, string? text, DateTime now, bool asStandIn = false) =>
        new(this, ++Events, kind, by, text, asStandIn, now);
}

/// <summary>A step of a request: which level of the policy is asked, and as which one. It never changes.</summary>
public sealed class ApprovalStep : Entity, IOrganizationOwned, IAppendOnly
{
    private ApprovalStep()
    {
    }

    public ApprovalStep(ApprovalRequest request, int number, ApprovalLevel level)
    {
        OrganizationId = request.OrganizationId;
        RequestNo = request.No;
        Number = number;
        LevelId = level.Id;
    }

    public long OrganizationId { get; private set; }

    public string RequestNo { get; private set; } = "";

    /// <summary>Its place among the steps of the request, from 1.</summary>
    public int Number { get; private set; }

    public long LevelId { get; private set; }
}
