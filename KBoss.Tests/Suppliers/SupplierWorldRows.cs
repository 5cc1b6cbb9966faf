using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Suppliers;

/// <summary>A supplier of what is sold, and others.</summary>
internal sealed class SupplierWorldRows : WorldRows
{
    public override int Position => 20;

    protected override async Task AddAsync()
    {
        World.Supplier = await Boss.Given.SupplierAsync(Root);
        foreach (var _ in Several)
        {
            await Boss.Given.SupplierAsync(Root);
        }
    }
}
