using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Reports;
using KBoss.Infrastructure.Reports.Opportunities;

namespace KBoss.Infrastructure.Marketing;

/// <summary>The customers of a campaign's source, as the list shows them to the actor [R-ISO-2].</summary>
public sealed class CampaignCustomers(CustomerListQueries customers, OpportunityQueries opportunities)
{
    /// <summary>The buyers; refused with <c>Marketing.TooMany</c> where there are more than a campaign reaches.</summary>
    internal async Task<IReadOnlyList<long>> FindAsync(Actor me, CampaignFacts facts, CancellationToken ct)
    {
        var (request, most) = (new PageRequest(1, 1, null, false, facts.Filters), Campaign.MostRecipients + 1);
        var found = facts.Source switch
        {
            CampaignSource.Due => await opportunities.BuyersAsync(me, Opportunity.Due, request, most, ct),
            CampaignSource.Unused => await opportunities.BuyersAsync(me, Opportunity.Unused, request, most, ct),
            CampaignSource.Growing => await opportunities.BuyersAsync(me, Opportunity.Growing, request, most, ct),
            _ => await customers.BuyersAsync(me, request, most, ct),
        };
        return found.Count <= Campaign.MostRecipients ? found : throw new RuleException("Marketing.TooMany", Campaign.MostRecipients);
    }
}
