using System.Globalization;
using System.Text.Json.Nodes;
using KBoss.Domain.Catalog;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Delivery;

namespace KBoss.Infrastructure.Connectors.TencentCloud;

/// <summary>Says in Tencent Cloud's words what a delivery plan and an order ask for.</summary>
internal static class TencentInstances
{
    private static readonly int[] YearsOfMonths = [24, 36, 48, 60];

    /// <summary>The order for some instances under a token; the same token twice starts them once.</summary>
    public static JsonObject Order(DeliveryPlan plan, int count, int? months, string name, string key, string token, string password)
    {
        var order = new JsonObject
        {
            ["InstanceChargeType"] = months is null ? "POSTPAID_BY_HOUR" : "PREPAID",
            ["Placement"] = new JsonObject { ["Zone"] = plan[PlanField.Zone] },
            ["InstanceType"] = plan[PlanField.InstanceType],
            ["ImageId"] = plan[PlanField.ImageId],
            ["InstanceCount"] = count,
            ["InstanceName"] = name,
            ["LoginSettings"] = new JsonObject { ["Password"] = password },
            ["ClientToken"] = token,
            ["TagSpecification"] = new JsonArray(new JsonObject
            {
                ["ResourceType"] = "instance",
                ["Tags"] = new JsonArray(new JsonObject { ["Key"] = TencentCloudClient.KeyTag, ["Value"] = key }),
            }),
        };
        if (months is { } period)
        {
            order["InstanceChargePrepaid"] = new JsonObject { ["Period"] = period, ["RenewFlag"] = "NOTIFY_AND_MANUAL_RENEW" };
        }

        Disks(order, plan);
        Network(order, plan);
        return order;
    }

    /// <summary>How many months are paid for ahead; null for what is paid for by the hour. Refuses with <c>Connectors.PeriodNotSold</c>.</summary>
    public static int? Months(BillingUnit unit, int periods)
    {
        int? months = unit switch
        {
            BillingUnit.Month => periods,
            BillingUnit.Year => periods * 12,
            _ => null,
        };
        return months is null or <= 12 || YearsOfMonths.Contains(months.Value) ? months : throw new ConnectorRefusedException("Connectors.PeriodNotSold", months);
    }

    private static void Disks(JsonObject order, DeliveryPlan plan)
    {
        if (plan[PlanField.DiskType].Length > 0 || plan[PlanField.DiskSize].Length > 0)
        {
            order["SystemDisk"] = Disk(plan[PlanField.DiskType], plan[PlanField.DiskSize]);
        }

        if (plan[PlanField.DataDiskSize].Length > 0)
        {
            order["DataDisks"] = new JsonArray(Disk(plan[PlanField.DiskType], plan[PlanField.DataDiskSize]));
        }
    }

    private static JsonObject Disk(string type, string size)
    {
        var disk = new JsonObject();
        if (type.Length > 0)
        {
            disk["DiskType"] = type;
        }

        if (size.Length > 0)
        {
            disk["DiskSize"] = Number(size);
        }

        return disk;
    }

    private static void Network(JsonObject order, DeliveryPlan plan)
    {
        if (plan[PlanField.Vpc].Length > 0 || plan[PlanField.Subnet].Length > 0)
        {
            order["VirtualPrivateCloud"] = new JsonObject { ["VpcId"] = plan[PlanField.Vpc], ["SubnetId"] = plan[PlanField.Subnet] };
        }

        if (plan[PlanField.SecurityGroups].Length > 0)
        {
            order["SecurityGroupIds"] = new JsonArray([.. plan[PlanField.SecurityGroups].Split(',', StringSplitOptions.TrimEntries).Select(id => (JsonNode)id)]);
        }

        if (plan[PlanField.Bandwidth].Length > 0)
        {
            order["InternetAccessible"] = new JsonObject
            {
                ["InternetChargeType"] = "TRAFFIC_POSTPAID_BY_HOUR",
                ["InternetMaxBandwidthOut"] = Number(plan[PlanField.Bandwidth]),
                ["PublicIpAssigned"] = true,
            };
        }
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
