namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>How soon Maintenance answers: configuration section <c>Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>Working hours until somebody has taken a task on.</summary>
    public double TakeOnHours { get; set; } = 4;

    /// <summary>Working hours until what was bought is handed over.</summary>
    public double HandOverHours { get; set; } = 8;
}
