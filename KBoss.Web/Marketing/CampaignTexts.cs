using KBoss.Domain.Marketing;
using KBoss.Infrastructure.Marketing;
using KBoss.Web.Common;
using Microsoft.AspNetCore.WebUtilities;

namespace KBoss.Web.Marketing;

/// <summary>Marks the words that the pages of campaigns share.</summary>
public sealed class CampaignTexts;

/// <summary>What states and results mean for their reader, and where the lists stand that campaigns come from.</summary>
public static class CampaignTones
{
    /// <summary>Blue while it goes out.</summary>
    public static Tone Tone(this CampaignState state) => state switch
    {
        CampaignState.Scheduled or CampaignState.Sending => Common.Tone.Info,
        CampaignState.Done => Common.Tone.Success,
        _ => Common.Tone.Neutral,
    };

    /// <summary>Green once the phone has it, red where it will not.</summary>
    public static Tone Tone(this RecipientResult result) => result switch
    {
        RecipientResult.Delivered => Common.Tone.Success,
        RecipientResult.Failed => Common.Tone.Danger,
        RecipientResult.Underway or RecipientResult.HandedOver or RecipientResult.Told => Common.Tone.Info,
        _ => Common.Tone.Neutral,
    };

    /// <summary>The list that a campaign takes its customers from, with its filters.</summary>
    public static string SourceHref(CampaignFacts facts, bool all)
    {
        var query = facts.Filters.ToDictionary(filter => filter.Key, filter => (string?)filter.Value);
        if (facts.Source is CampaignSource.Unused or CampaignSource.Growing)
        {
            query["tab"] = facts.Source.ToString().ToLowerInvariant();
        }

        return QueryHelpers.AddQueryString(
            facts.Source != CampaignSource.Customers ? "/reports/opportunities" : all ? "/operations/customers" : "/sales/customers", query);
    }
}
