using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Domain.Connectors;

/// <summary>
/// By which parameters one Sku of a supplier is opened through its interface; without one nothing is opened by itself. It belongs to the distributor that
/// owns the supplier, and names the Sku by the code under which it was sold.
/// </summary>
public sealed class DeliveryPlan : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>The most characters of all parameters together.</summary>
    public const int MaxLength = 3000;

    private DeliveryPlan()
    {
    }

    public DeliveryPlan(Supplier supplier, string skuCode, IReadOnlyDictionary<string, string> parameters, DateTime now)
    {
        (OrganizationId, SupplierId, Connector) = (supplier.OrganizationId, supplier.Id, supplier.Connector);
        SkuCode = Require.Code(skuCode, "sku", 64);
        SkuCodeKey = NormalText.Key(SkuCode);
        if (PlanField.Of(Connector).Count == 0)
        {
            throw new RuleException("Connectors.NoPlanNeeded", supplier.Name) { Field = "supplier" };
        }

        Change(parameters, now);
    }

    public long OrganizationId { get; private set; }

    public long SupplierId { get; private set; }

    /// <summary>The interface that the parameters are for.</summary>
    public Connector Connector { get; private set; }

    public string SkuCode { get; private set; } = "";

    /// <summary>What the code is compared by; unique at the supplier.</summary>
    [Compared]
    [NotAudited]
    public string SkuCodeKey { get; private set; } = "";

    /// <summary>One parameter on a line, as <c>name=value</c>.</summary>
    public string Parameters { get; private set; } = "";

    public DateTime ChangedAt { get; private set; }

    public string AuditSubject => $"DeliveryPlan {SupplierId}/{SkuCode}";

    /// <summary>A parameter, or an empty text where it is not given.</summary>
    public string this[string name] => Values.GetValueOrDefault(name, "");

    /// <summary>Every parameter that is given, by name.</summary>
    public IReadOnlyDictionary<string, string> Values => Read(Parameters);

    /// <summary>The parameters by name, as <see cref="Parameters"/> holds them.</summary>
    public static IReadOnlyDictionary<string, string> Read(string parameters) => parameters.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Takes over other parameters; all that are wrong are refused, each at its field.</summary>
    public void Change(IReadOnlyDictionary<string, string> parameters, DateTime now)
    {
        var refusals = new Refusals();
        foreach (var field in PlanField.Of(Connector))
        {
            refusals.Try(() => field.Demand(parameters.GetValueOrDefault(field.Name, "").Trim()));
        }

        // A zone lies in its region, which its name begins with.
        var (region, zone) = (parameters.GetValueOrDefault(PlanField.Region, "").Trim(), parameters.GetValueOrDefault(PlanField.Zone, "").Trim());
        if (Connector == Connector.TencentCloud && region.Length > 0 && !zone.StartsWith(region + "-", StringComparison.Ordinal))
        {
            refusals.Add(new RuleException("Connectors.ZoneOfOtherRegion", region) { Field = $"plan-{PlanField.Zone}" });
        }

        refusals.Demand();
        var text = string.Join('\n', PlanField.Of(Connector)
            .Select(field => (field.Name, Value: parameters.GetValueOrDefault(field.Name, "").Trim())).Where(pair => pair.Value.Length > 0)
            .Select(pair => $"{pair.Name}={pair.Value}"));
        Parameters = text.Length <= MaxLength ? text : throw new RuleException("Common.TextTooLong", MaxLength) { Field = $"plan-{PlanField.Options}" };
        ChangedAt = Require.Utc(now);
    }
}
