using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Approvals;

/// <summary>How a change that may need consent ended: without a number nobody was asked, and it was carried out at once.</summary>
public sealed record Asked(string? RequestNo)
{
    /// <summary>Whether the change was carried out.</summary>
    public bool Done => RequestNo is null;
}

/// <summary>
/// A change that is to be carried out. <see cref="RequestNo"/> is null when nobody was asked; <see cref="Maker"/> wanted it, and <see cref="By"/> gave the
/// last consent, or is the maker. <see cref="MakerNow"/> is the maker with the roles of this moment.
/// </summary>
public sealed record ApprovalExecution(long OrganizationId, string? RequestNo, string Change, By Maker, By By, Actor MakerNow);

/// <summary>
/// One kind of change that may need consent. The module that knows the change implements it and registers it with
/// <c>services.AddScoped&lt;IApprovalKind, X&gt;()</c>.
/// </summary>
public interface IApprovalKind
{
    ApprovalKind Kind { get; }

    /// <summary>What the maker must be allowed to do, when it asks and still at the last consent.</summary>
    string Permission { get; }

    /// <summary>The organizations besides the asking distributor whose shared rows the change writes; they are looked for without a limit.</summary>
    Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, string change, CancellationToken ct);

    /// <summary>Carries the change out in the caller's transaction, who saves. A <see cref="RuleException"/> says that the world refuses it now.</summary>
    Task ExecuteAsync(KBossDbContext db, ApprovalExecution execution, CancellationToken ct);
}

/// <summary>A kind that reads its change from the JSON.</summary>
public abstract class ApprovalKind<TChange> : IApprovalKind
{
    public abstract ApprovalKind Kind { get; }

    public abstract string Permission { get; }

    public Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, string change, CancellationToken ct) =>
        PartiesAsync(db, ApprovalJson.Read<TChange>(change), ct);

    public Task ExecuteAsync(KBossDbContext db, ApprovalExecution execution, CancellationToken ct) =>
        ExecuteAsync(db, ApprovalJson.Read<TChange>(execution.Change), execution, ct);

    /// <summary>As <see cref="IApprovalKind.PartiesAsync"/>; nobody unless overridden.</summary>
    protected virtual Task<IReadOnlyList<long>> PartiesAsync(KBossDbContext db, TChange change, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<long>>([]);

    /// <summary>As <see cref="IApprovalKind.ExecuteAsync"/>.</summary>
    protected abstract Task ExecuteAsync(KBossDbContext db, TChange change, ApprovalExecution execution, CancellationToken ct);
}

/// <summary>Something about a request has changed, so that open pages and what is counted follow.</summary>
public sealed record ApprovalChanged(long OrganizationId, string RequestNo);
