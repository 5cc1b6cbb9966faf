using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

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

    /// <summary>The terms as the service takes them, which says all that is wrong with them at once.</summary>
    public AgreementTerms ToTerms() => new(
        Mode, Mode == SalesMode.FloorPrice ? null : Rate, From is { } first ? ChinaTime.Start(first) : null, LastDay is { } last ? ChinaTime.End(last) : null,
        Cycle, Text ?? "");
}
