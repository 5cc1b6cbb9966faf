using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;

namespace KBoss.Web.Suppliers;

/// <summary>The terms of an agreement while they are typed; days are Shanghai days, the last one still counts.</summary>
public sealed class AgreementForm
{
    public SalesMode Mode { get; set; }

    public decimal? Rate { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? LastDay { get; set; }

    public SettlementCycle Cycle { get; set; }

    public string? Text { get; set; }

    /// <summary>The terms as the service takes them.</summary>
    public AgreementTerms ToTerms()
    {
        var refusals = new Refusals();
        if (Mode != SalesMode.FloorPrice && Rate is null)
        {
            refusals.Add(new RuleException("Suppliers.RateRequired") { Field = "rate" });
        }

        var from = refusals.Try(() => From ?? throw new RuleException("Common.TextRequired") { Field = "effective-from" });
        refusals.Demand();
        return new AgreementTerms(
            Mode, Mode == SalesMode.FloorPrice ? null : Rate, ChinaTime.Start(from), LastDay is { } last ? ChinaTime.End(last) : null, Cycle, Text ?? "");
    }
}
