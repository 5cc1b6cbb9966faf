using KBoss.Infrastructure.Connectors.TencentCloud;

namespace KBoss.Web.Development.Connectors;

/// <summary>An instance at the simulated Tencent Cloud, with the key of what it was ordered for; times UTC.</summary>
public sealed class SimulatedInstance(string id, TencentPlace place, string zone, string instanceType, string name, string token, string key)
{
    public string Id { get; } = id;

    public TencentPlace Place { get; } = place;

    public string Zone { get; } = zone;

    public string InstanceType { get; } = instanceType;

    public string Name { get; } = name;

    public string Token { get; } = token;

    public string Key { get; } = key;

    public DateTime OrderedAt { get; init; }

    /// <summary>Null: it never starts.</summary>
    public DateTime? RunsFrom { get; init; }

    public bool Prepaid { get; init; }

    public DateTime? EndsAt { get; set; }

    public DateTime? RenewedAt { get; set; }

    public DateTime BusyUntil { get; set; }

    public bool Isolated { get; set; }

    public int Renewals { get; set; }

    public int Terminations { get; set; }

    public string PublicAddress => $"203.0.113.{Convert.ToInt32(Id[^2..], 16) % 250}";

    public string PrivateAddress => $"10.0.0.{Convert.ToInt32(Id[^2..], 16) % 250}";

    public string StateAt(DateTime now) => Isolated ? "SHUTDOWN" : RunsFrom is not { } from ? "LAUNCH_FAILED" : from <= now ? "RUNNING" : "PENDING";
}
