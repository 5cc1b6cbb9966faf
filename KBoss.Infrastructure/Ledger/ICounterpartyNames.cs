using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;

namespace KBoss.Infrastructure.Ledger;

/// <summary>Tells the books what a counterparty is called; each module to the right answers for the kind that it keeps.</summary>
public interface ICounterpartyNames
{
    CounterpartyKind Kind { get; }

    /// <summary>The names of those that the context may see.</summary>
    Task<Dictionary<long, string>> FindAsync(KBossDbContext db, IReadOnlyCollection<long> ids, CancellationToken ct);
}
