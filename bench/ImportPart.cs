using System.Diagnostics;
using ClosedXML.Excel;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Bench;

/// <summary>A supplier's workbook parsed, previewed and committed, against reading the cells of that file with ClosedXML alone.</summary>
internal static class ImportPart
{
    public const string Service = "import-service";
    public const string ClosedXml = "import-closedxml";
    private const int Rows = 10_000;
    private const int Measured = 3;
    // A service that has run for a while is compiled for its hot paths, and so is ClosedXML.
    private const int WarmUp = 3;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var workspace = new Workspace();
        var file = workspace.Combine("products.xlsx");
        await File.WriteAllBytesAsync(file, ProductWorkbook.Export(Enumerable.Range(0, Rows).Select(Row)));
        var service = await ChildProcess.RunAsync(Service, file);
        var alone = await ChildProcess.RunAsync(ClosedXml, file);
        return
        [
            new($"Parse, preview and commit {Rows:N0} rows", Rows / service[0].Value, "rows/s", Bound.AtLeast, 2000),
            new("Reading the cells with ClosedXML alone", Rows / alone[0].Value, "rows/s"),
            new("Time ÷ time of ClosedXML alone", service[0].Value / alone[0].Value, "", Bound.Below, 2),
            new("Processor time ÷ that of ClosedXML alone", service[2].Value / alone[2].Value, "", Bound.Below, 2),
            new("Peak memory of the process that imports", service[3].Value, "MB", Bound.Below, 300, $"{service[1].Value:N0} MB after {WarmUp + Measured} imports"),
            new("Peak memory of ClosedXML alone", alone[3].Value, "MB", Detail: $"{alone[1].Value:N0} MB after {WarmUp + Measured} readings"),
        ];
    }

    /// <summary>Each round imports the file for a supplier of its own.</summary>
    public static async Task<IReadOnlyList<Measurement>> ByServiceAsync(string file)
    {
        using var workspace = new Workspace();
        var content = await File.ReadAllBytesAsync(file);
        await using var boss = new BenchKBoss(workspace.Combine("import.db"));
        await boss.Database.MigrateAsync();
        var seed = new Seed(boss);
        var root = await seed.RootAsync();
        await using var scope = boss.SignIn(await seed.StaffAsync(root, Role.Operations));
        var imports = scope.ServiceProvider.GetRequiredService<ImportService<ProductRow>>();
        var first = 0.0;
        var costs = await Rounds.RunAsync(async round =>
        {
            var supplier = await seed.SupplierAsync(root, $"华北算力 {round}");
            var id = await imports.UploadAsync(supplier.Id, "products.xlsx", content);
            var cost = await Rounds.CostAsync(async () =>
            {
                var preview = await imports.PreviewAsync(id);
                var result = await imports.CommitAsync(id, onlyValidRows: false);
                if (preview.New != Rows || result.Added != Rows)
                {
                    throw new InvalidOperationException($"{result.Added} of {Rows} rows were imported.");
                }
            });
            first = first > 0 ? first : Peak();
            return cost;
        }, Measured, WarmUp);
        return Result(costs, first);
    }

    public static async Task<IReadOnlyList<Measurement>> ByClosedXmlAsync(string file)
    {
        var first = 0.0;
        var costs = await Rounds.RunAsync(async _ =>
        {
            var cost = await Rounds.CostAsync(() =>
            {
                using var workbook = new XLWorkbook(file);
                var cells = workbook.Worksheets.First().RowsUsed().Sum(row => row.CellsUsed().Count(cell => cell.GetString().Length > 0));
                return cells >= Rows ? Task.CompletedTask : throw new InvalidOperationException("The workbook is not complete.");
            });
            first = first > 0 ? first : Peak();
            return cost;
        }, Measured, WarmUp);
        return Result(costs, first);
    }

    private static double Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    private static List<Measurement> Result(IReadOnlyCollection<(TimeSpan Time, TimeSpan Cpu)> costs, double first)
    {
        return
        [
            new("time", Rounds.Median(costs.Select(c => c.Time.TotalSeconds)), "s"),
            new("memory", Peak(), "MB"),
            new("cpu", Rounds.Median(costs.Select(c => c.Cpu.TotalSeconds)), "s"),
            new("first", first, "MB"),
        ];
    }

    public static ProductRow Row(int i) => new()
    {
        SkuCode = $"SKU-{i:D5}",
        ProductName = $"产品 {i / 10:D4}",
        Type = "云主机",
        Region = "华北",
        Brief = "适合科研与工程仿真的算力产品",
        Options = $"CPU={1 << (i % 10)}核; 内存={4 << (i % 10)}G",
        Unit = BillingUnit.Month,
        ListPrice = 100 + i,
        Stock = i % 3 == 0 ? 50 : null,
        Tags = i % 100 == 0 ? ["Recommended"] : [],
    };
}
