using KBoss.Domain.Approvals;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Approvals;

/// <summary>A request in a list; times UTC. <see cref="WaitsFor"/> names who may decide now.</summary>
public sealed record ApprovalRow(
    string No, ApprovalKind Kind, string Subject, string SubjectName, decimal? Amount, decimal? Discount, decimal? MarginRate, By Maker,
    DateTime AskedAt, DateTime ExpiresAt, ApprovalStatus Status, bool IsAskedBack, int Level, int Levels, DateTime? ClosedAt, By ClosedBy)
{
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>The same as it holds at an instant (UTC): what nobody has decided in time has expired, also before that is written down.</summary>
    internal ApprovalRow At(DateTime now) => Status == ApprovalStatus.Pending && now >= ExpiresAt
        ? this with { Status = ApprovalStatus.Expired, IsAskedBack = false, ClosedAt = ExpiresAt }
        : this;
}

/// <summary>An entry of the history; <see cref="Text"/> is the remark, question, answer or comment.</summary>
public sealed record ApprovalEventRow(int Number, ApprovalEventKind Kind, int Level, string By, bool IsMember, bool AsStandIn, string Text, DateTime At);

/// <summary>A step of a request: who may decide there as things stand, and whether it is behind, at or before the request.</summary>
public sealed record ApprovalStepRow(
    int Number, decimal? AmountFrom, decimal? DiscountBelow, decimal? MarginBelow, IReadOnlyList<Decider> Deciders, bool IsDone, bool IsNow);

/// <summary>One request with its levels and its history, and what the reader may do with it.</summary>
public sealed record ApprovalDetails(
    ApprovalRow Row, IReadOnlyList<ApprovalStepRow> Steps, IReadOnlyList<ApprovalEventRow> Events, bool MayDecide, bool AsStandIn, bool IsMine,
    RuleException? Failure, bool IsIntact)
{
    private readonly string evidence = "";
    private readonly string change = "";

    internal ApprovalDetails(
        ApprovalRow row, IReadOnlyList<ApprovalStepRow> steps, IReadOnlyList<ApprovalEventRow> events, bool mayDecide, bool asStandIn, bool isMine,
        RuleException? failure, bool isIntact, string evidence, string change)
        : this(row, steps, events, mayDecide, asStandIn, isMine, failure, isIntact) => (this.evidence, this.change) = (evidence, change);

    /// <summary>Whether the request still waits for consent.</summary>
    public bool IsPending => Row.Status == ApprovalStatus.Pending;

    /// <summary>What was shown to the approver, as it stood when it was asked.</summary>
    public T Evidence<T>() => ApprovalJson.Read<T>(evidence);

    /// <summary>The change itself.</summary>
    public T Change<T>() => ApprovalJson.Read<T>(change);
}
