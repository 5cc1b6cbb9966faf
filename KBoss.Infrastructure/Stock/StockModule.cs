using KBoss.Domain.Catalog;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Places;
using KBoss.Infrastructure.Stock.Products;
using KBoss.Infrastructure.Stock.Stocktaking;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Stock;

/// <summary>Registers what the module Stock offers.</summary>
public static class StockModule
{
    /// <summary>Adds the module's services and queries.</summary>
    public static IServiceCollection AddStock(this IServiceCollection services)
    {
        services.AddScoped<PlaceService>();
        services.AddScoped<PlaceQueries>();
        services.AddScoped<DeviceKindService>();
        services.AddScoped<DeviceRegisterService>();
        services.AddScoped<DevicePhotoService>();
        services.AddScoped<DeviceQueries>();
        services.AddScoped<DeviceService>();
        services.AddScoped<DeviceTaskService>();
        services.AddScoped<ImportKind<DeviceSheetRow>, DeviceImport>();
        services.AddScoped<DeviceProductService>();
        services.AddScoped<DeviceProductQueries>();
        services.AddScoped<StocktakeService>();
        services.AddNames<Place>(db => db.Places.Select(p => new NamedRow { Id = p.Id, Name = p.Code, Thing = Thing.Place, Key = p.Code }));
        services.AddNames<DeviceKind>(db => db.DeviceKinds.Select(k => new NamedRow { Id = k.Id, Name = k.Name }));
        services.AddNames<DeviceAttribute>(db => db.DeviceAttributes.Select(a => new NamedRow { Id = a.Id, Name = a.Name }));
        services.AddNumberedSubject("Device", Thing.Device).AddSubjectOf("DeviceProduct", typeof(Product));
        services.AddNumberedSubject("Place", Thing.Place).AddNumberedSubject("Stocktake", Thing.Stocktake);
        return services;
    }
}

/// <summary>Devices, places or device products of an organization have changed.</summary>
public sealed record StockChanged(long OrganizationId);
