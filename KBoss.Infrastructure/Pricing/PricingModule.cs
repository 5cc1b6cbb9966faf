using KBoss.Domain.Distribution;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Desk;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Promotions;
using KBoss.Infrastructure.Suppliers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Registers what the module Pricing offers.</summary>
public static class PricingModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddPricing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ITermsScope, PublicScope>();
        services.AddScoped<ITermsScope, PromotionScope>();
        services.AddScoped<ImportKind<PublicTermsRow>, PublicTermsImport>();
        services.AddScoped<ImportKind<PromotionTermsSheetRow>, PromotionTermsImport>();
        services.AddScoped<TermsFinder>();
        services.AddScoped<TermsWorkbenchService>();
        services.AddScoped<TermsWorkbenchQueries>();
        services.AddScoped<WhatIfQueries>();
        services.AddScoped<PriceLookupQueries>();
        services.AddScoped<ISkuVisibility, SkuVisibility>();
        services.AddScoped<CustomerTermsQueries>();
        services.AddSingleton<PricingQueries>();
        services.AddScoped<Losses>();
        services.AddScoped<IPromotionCosts, PromotionCosts>();
        services.AddScoped<LossQueries>();
        services.AddSingleton<ShelfMemory>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<ShelfMemory>());
        services.AddScoped<ShelfQueries>();
        services.AddScoped<LossService>();
        services.AddScoped<SupplySales>();
        services.AddScoped<ISupplySales>(s => s.GetRequiredService<SupplySales>());
        services.AddScoped<AgreementStarts>();
        services.AddScoped<IOutboxHandler, DownstreamLosses>();
        services.AddSchedule<TellAgreementStartsJob>("tell-agreement-starts", "10 */5 * * * ?");
        services.AddScoped<ITermsScope, OwnTermsScope>();
        services.AddScoped<ImportKind<CustomerTermsSheetRow>, OwnTermsImport>();
        services.AddScoped<IApprovalKind, CustomerTermsApproval>();
        services.AddScoped<ITermsScope, DistributorScope>();
        services.AddScoped<ImportKind<DistributorTermsSheetRow>, DistributorTermsImport>();
        services.AddScoped<IApprovalKind, DistributorTermsApproval>();
        services.AddScoped<DistributorQueries>();
        services.AddScoped<OwnTermsEnds>();
        services.AddSchedule<WarnOwnTermsEndJob>("warn-own-terms-end", "40 */10 * * * ?");
        services.AddSubjectOf("CustomerTerms", typeof(Organization), typeof(Offer));
        services.AddScoped<SkuDeskQueries>();
        services.AddSingleton<IThingTimeline<SkuStory>, SkuTimeline>();
        return services;
    }
}
