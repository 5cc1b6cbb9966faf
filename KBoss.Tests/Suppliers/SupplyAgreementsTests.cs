using KBoss.Domain.Suppliers;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Suppliers;

public sealed class SupplyAgreementsTests
{
    [Fact]
    public async Task The_database_and_the_memory_agree_which_agreements_are_in_force_and_one_is_for_each_supplier()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        await using var db = boss.Db();
        for (var i = 0; i < 6; i++)
        {
            var supplier = await boss.Given.SupplierAsync(root);
            // Overlaps do not come from the service; whatever lies in the table, there is one answer.
            for (var number = 2; number < 6; number++)
            {
                var (from, days) = ((((i * 5) + (number * 3)) % 9) - 4, (i + (number * 2)) % 6);
                db.Add(new SupplyAgreement(
                    root.Id, supplier.Id, number,
                    new AgreementTerms((SalesMode)(number % 3), 0.5m, boss.Now.AddDays(from), days == 0 ? null : boss.Now.AddDays(from + days)), boss.Now));
            }
        }

        await db.SaveChangesAsync();
        var all = await db.SupplyAgreements.AsNoTracking().ToListAsync();
        var overlapped = 0;
        for (var hours = -5 * 24; hours <= 10 * 24; hours += 12)
        {
            var at = boss.Now.AddHours(hours);
            var inMemory = all.InForce(at).Select(a => a.Id).Order().ToList();
            Assert.Equal(inMemory, await db.SupplyAgreements.InForce(at).Select(a => a.Id).OrderBy(id => id).ToListAsync());
            var expected = all.Where(a => a.EffectiveFrom <= at && (a.EffectiveTo is null || at < a.EffectiveTo)).ToList();
            Assert.Equal(expected.GroupBy(a => a.SupplierId).Select(g => g.OrderBy(a => a.Number).Last().Id).Order(), inMemory);
            overlapped += expected.Count - inMemory.Count;
        }

        Assert.True(overlapped > 0, "Nothing overlapped, so no tie was broken.");
    }
}
