using KBoss.Domain.Catalog;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Catalog.Words;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Suppliers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Catalog;

/// <summary>Registers what the module Catalog offers.</summary>
public static class CatalogModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StorefrontVersion>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<StorefrontVersion>());
        services.AddSingleton<ProductImages>();
        services.AddScoped<ISupplierCatalog, SupplierCatalog>();
        services.AddScoped<CatalogService>();
        services.AddScoped<CatalogQueries>();
        services.AddScoped<ProductWordService>();
        services.AddScoped<ProductWordQueries>();
        services.AddScoped<ImportKind<ProductRow>, ProductImport>();
        services.AddNames<Product>(db => db.Products.Select(p => new NamedRow
        {
            Id = p.Id,
            Name = p.Name,
            Thing = Thing.Product,
            Key = p.Name,
            Within = p.SupplierId.ToString(),
        }));
        services.AddNames<Sku>(db => db.Skus.Select(s => new NamedRow { Id = s.Id, Name = s.Code, Thing = Thing.Sku, Key = s.Code }));
        services.AddCalledSubject<Product>("Product").AddNumberedSubject("Sku", Thing.Sku);
        return services;
    }
}
