using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Catalog;

/// <summary>A distributor, its supplier, and somebody of Operations who imports.</summary>
internal sealed class ImportWorld(TestKBoss boss, Organization root, Supplier supplier) : IAsyncDisposable
{
    public TestKBoss Boss { get; } = boss;

    public Organization Root { get; } = root;

    public Supplier Supplier { get; } = supplier;

    public ImportService<ProductRow> Import => Boss.Get<ImportService<ProductRow>>();

    public static async Task<ImportWorld> StartAsync(SalesMode mode = SalesMode.Discount, Action<IServiceCollection>? more = null)
    {
        var boss = await TestKBoss.StartAsync(more);
        var root = await boss.Given.RootAsync();
        var supplier = await boss.Given.SupplierAsync(root, mode);
        boss.SignIn(await boss.Given.MemberAsync(root, Role.Operations));
        return new ImportWorld(boss, root, supplier);
    }

    public Task<SeenPreview<ProductRow>> PreviewAsync(long importId) => Boss.PreviewAsync<ProductRow>(importId);

    public Task<long> UploadAsync(IEnumerable<ProductRow> rows) => Import.UploadAsync(Supplier.Id, "products.xlsx", Workbooks.Of(rows).ToArray());

    public async Task<ImportResult> ImportAsync(IEnumerable<ProductRow> rows) => await Import.CommitAsync(await UploadAsync(rows), onlyValidRows: false);

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
