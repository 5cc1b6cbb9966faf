using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>Tells the books what suppliers are called.</summary>
public sealed class SupplierNames : ICounterpartyNames
{
    public CounterpartyKind Kind => CounterpartyKind.Supplier;

    public Task<Dictionary<long, string>> FindAsync(KBossDbContext db, IReadOnlyCollection<long> ids, CancellationToken ct) =>
        db.Suppliers.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
}
