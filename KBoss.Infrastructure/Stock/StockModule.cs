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
        return services;
    }
}

/// <summary>Devices, places or device products of an organization have changed.</summary>
public sealed record StockChanged(long OrganizationId);
