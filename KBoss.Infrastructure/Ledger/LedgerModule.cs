using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Things;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Ledger;

/// <summary>Registers what the module Ledger offers.</summary>
public static class LedgerModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Books>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<Books>());
        services.AddSingleton<LedgerService>();
        services.AddScoped<LedgerQueries>();
        services.AddScoped<LedgerExports>();
        services.AddSingleton<IThingTimeline<EntryStory>, EntryTimeline>();
        services.AddSingleton<BookBalances>();
        services.AddScoped<LedgerHomeQueries>();
        services.AddNumberedSubject("Account", Thing.Account);
        return services;
    }
}
