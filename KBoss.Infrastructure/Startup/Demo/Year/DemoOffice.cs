using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>
/// What people leave behind by being at work: sign-ins of the last two weeks, and an import in which rows are wrong. It has a chance of its own, so that what
/// is bought does not depend on who came in.
/// </summary>
internal sealed class DemoOffice(DemoPast past, DemoPeople people, DateTime end, Action<DateTime, Func<Task>> at)
{
    /// <summary>As many days as a home compares, and as many before.</summary>
    private const int Days = 14;

    /// <summary>Who comes in, and how many of a hundred workdays.</summary>
    private static readonly (string Member, int Often)[] Staff =
    [
        ("admin", 60), ("finance", 80), ("sales", 95), ("sales2", 70), ("operations", 90), ("maintenance", 95), ("north-admin", 40), ("north-sales", 70),
        ("north-operations", 60), ("north-finance", 50), ("north-maintenance", 60),
    ];

    private static readonly (string Buyer, int Often)[] Buyers = [("company", 70), ("person", 20), ("demo-01", 40), ("demo-03", 30), ("north-company", 50)];

    private static readonly SignInOrigin Desk = new("198.18.0.20", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36");

    private readonly Random random = new(20260318);

    /// <summary>Plans everything.</summary>
    public void Plan()
    {
        for (var back = Days; back >= 0; back--)
        {
            PlanDay(ChinaTime.AddDays(ChinaTime.Day(end), -back));
        }

        at(ChinaTime.AddDays(end, -1).AddHours(-1), UploadAsync);
    }

    private void PlanDay(DateOnly day)
    {
        var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        foreach (var (member, often) in Staff.Select(s => (people[s.Member].MemberId, s.Often)).Concat(Buyers.Select(b => (people.Buyers[b.Buyer].Actor.MemberId, b.Often))))
        {
            var (comes, minute) = (random.Next(100) < (weekend ? often / 8 : often), random.Next(0, 90));
            if (comes)
            {
                at(ChinaTime.Start(day).AddHours(8.5).AddMinutes(minute), () => SignInAsync(member));
            }
        }
    }

    private Task SignInAsync(long memberId) => past.AsAsync<SignInService>(null, signIns => past.AsAsync<KBossDbContextFactory>(null, contexts =>
        contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            var member = await db.Members.FirstAsync(m => m.Id == memberId);
            await signIns.BeginAsync(db, member, Desk, null, default);
            await db.SaveChangesAsync();
        })));

    /// <summary>Operations imports a list of a supplier, and two of its rows cannot be taken; what is new has no public terms yet.</summary>
    private async Task UploadAsync()
    {
        long supplierId;
        await using (var db = past.Open())
        {
            supplierId = await db.Skus.Where(s => s.Code == "YJ-ECS-G-4C16G").Select(s => s.SupplierId).FirstAsync();
        }

        var row = new ProductRow
        {
            SkuCode = "YJ-ECS-D-32C128G",
            ProductName = "启明独享云主机",
            Type = "云主机",
            Region = "华北",
            Brief = "独享物理核，适合数据库与核心系统",
            Options = "CPU=32核; 内存=128G; 系统盘=100G",
            Unit = BillingUnit.Month,
            ListPrice = 3980m,
        };
        var content = ProductWorkbook.Export([row, row with { SkuCode = "YJ-ECS-D-48C192G", ListPrice = 0 }, row with { SkuCode = "YJ-ECS-D-64C256G", Options = "" }]);
        var import = await past.AsAsync<ImportService<ProductRow>, long>(
            people["operations"], imports => imports.UploadAsync(supplierId, "独享云主机价目表.xlsx", content));
        await past.AsAsync<ImportService<ProductRow>>(people["operations"], imports => imports.CommitAsync(import, onlyValidRows: true));
    }
}
