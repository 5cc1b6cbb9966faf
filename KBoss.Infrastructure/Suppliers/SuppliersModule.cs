using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Ledger;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Suppliers;

/// <summary>Registers what the module Suppliers offers.</summary>
public static class SuppliersModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddSuppliers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ICounterpartyNames, SupplierNames>();
        services.AddScoped<SupplierService>();
        services.AddScoped<SupplierQueries>();
        services.AddNames<Supplier>(db => db.Suppliers.Select(s => new NamedRow { Id = s.Id, Name = s.Name, Thing = Thing.Supplier, Key = s.Id.ToString() }));
        services.AddCalledSubject<Supplier>("Supplier").AddSubjectOf("SupplyAgreement", typeof(Supplier));
        services.AddSingleton<IThingTimeline<SupplierStory>, SupplierTimeline>();
        return services;
    }
}
