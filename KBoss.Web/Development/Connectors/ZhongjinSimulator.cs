using System.Text.Json.Nodes;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Connectors.Zhongjin;

namespace KBoss.Web.Development.Connectors;

/// <summary>A customer at the simulated 中金.</summary>
public sealed record WhitelistedCustomer(string Code, string Name, Whitelisting State, string? Reason = null);

/// <summary>中金: customers that are told to it wait until somebody puts them on the whitelist or refuses them.</summary>
public sealed class ZhongjinSimulator(DevelopmentKeys keys, DevelopmentAddress address, TimeProvider time)
    : PartnerSimulator(ZhongjinOptions.Vendor, DevelopmentKeys.ZhongjinAccessKey, keys.ZhongjinSecret, address, time)
{
    private readonly SortedDictionary<string, WhitelistedCustomer> customers = new(StringComparer.Ordinal);

    /// <summary>The customers that were told to it.</summary>
    public IReadOnlyList<WhitelistedCustomer> Customers
    {
        get
        {
            lock (Gate)
            {
                return [.. customers.Values];
            }
        }
    }

    /// <summary>Decides about a customer; false when it is not known.</summary>
    public bool Decide(string code, bool accept, string? reason = null)
    {
        lock (Gate)
        {
            if (!customers.TryGetValue(code, out var customer))
            {
                return false;
            }

            customers[code] = customer with { State = accept ? Whitelisting.Whitelisted : Whitelisting.Refused, Reason = accept ? null : reason };
            return true;
        }
    }

    public override string OperationOf(PartnerCall call) => (call.Method, call.Path.Split('/')) switch
    {
        ("PUT", ["customers", _]) => "sync",
        ("GET", ["customers", _]) => "whitelist",
        _ => base.OperationOf(call),
    };

    protected override JsonNode? Special(PartnerCall call, JsonObject request) => (call.Method, call.Path.Split('/')) switch
    {
        ("PUT", ["customers", var code]) => Sync(code, Text(request, "name")),
        ("GET", ["customers", var code]) => customers.TryGetValue(code, out var customer) ? Node(customer) : throw Missing("customers"),
        _ => null,
    };

    protected override void Judge(string customerCode, string? account)
    {
        if (!customers.TryGetValue(customerCode, out var customer) || customer.State != Whitelisting.Whitelisted)
        {
            throw new PartnerRefusalException(422, "Refused.NotWhitelisted", "客户不在白名单");
        }
    }

    private JsonObject Sync(string code, string name)
    {
        // Who was refused and is told again waits again; who is on the list stays there.
        var known = customers.GetValueOrDefault(code);
        return Node(customers[code] = known is { State: Whitelisting.Whitelisted }
            ? known with { Name = name } : new WhitelistedCustomer(code, name, Whitelisting.Waiting));
    }

    private static JsonObject Node(WhitelistedCustomer customer)
    {
        var state = customer.State.ToString();
        return new JsonObject { ["code"] = customer.Code, ["state"] = char.ToLowerInvariant(state[0]) + state[1..], ["reason"] = customer.Reason };
    }
}
