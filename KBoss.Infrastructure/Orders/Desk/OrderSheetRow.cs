using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Domain.Orders;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Infrastructure.Common.Workbooks.SheetColumns<KBoss.Infrastructure.Orders.Desk.OrderSheetRow>;

namespace KBoss.Infrastructure.Orders.Desk;

/// <summary>One line of exported orders; yuan, times in Shanghai.</summary>
public sealed record OrderSheetRow
{
    private static readonly IReadOnlyList<WorkbookChoice> Statuses =
    [
        new(nameof(OrderStatus.Unpaid), new("未支付", "Unpaid")),
        new(nameof(OrderStatus.Paid), new("已支付", "Paid")),
        new(nameof(OrderStatus.Fulfilling), new("开通中", "Being delivered")),
        new(nameof(OrderStatus.Completed), new("已完成", "Completed")),
        new(nameof(OrderShortfall.PartlyDelivered), new("部分交付", "Partly delivered")),
        new(nameof(OrderShortfall.NotDelivered), new("无法交付", "Not delivered")),
        new(nameof(OrderStatus.Cancelled), new("已取消", "Cancelled")),
        new(nameof(OrderStatus.Refunding), new("退款中", "Being refunded")),
        new(nameof(OrderStatus.Refunded), new("已退款", "Refunded")),
    ];

    public string OrderNo { get; set; } = "";

    public string Code { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Salesperson { get; set; } = "";

    public string Product { get; set; } = "";

    public long Lines { get; set; }

    public string Status { get; set; } = "";

    public decimal Total { get; set; }

    public decimal? Cost { get; set; }

    public decimal? Margin { get; set; }

    public string Created { get; set; } = "";

    public string Paid { get; set; } = "";

    internal static WorkbookSchema<OrderSheetRow> Schema(bool withCosts) => new(new("订单", "Orders"),
    [
        Text("OrderNo", new("订单号", "Order number"), 26, row => row.OrderNo, (row, value) => row.OrderNo = value),
        Text("Code", new("机构代码", "Organization code"), 18, row => row.Code, (row, value) => row.Code = value),
        Text("Customer", new("客户", "Customer"), 32, row => row.Customer, (row, value) => row.Customer = value),
        Text("Salesperson", new("销售", "Salesperson"), 14, row => row.Salesperson, (row, value) => row.Salesperson = value),
        Text("Product", new("首个产品", "First product"), 32, row => row.Product, (row, value) => row.Product = value),
        new IntegerColumn<OrderSheetRow>("Lines", new("明细行数", "Lines"), row => row.Lines, (row, value) => row.Lines = value) { Width = 10 },
        new ChoiceColumn<OrderSheetRow>("Status", new("状态", "Status"), Statuses, row => row.Status, (row, value) => row.Status = value) { Width = 14 },
        new DecimalColumn<OrderSheetRow>("Total", new("金额（元）", "Total (yuan)"), row => row.Total, (row, value) => row.Total = value) { Width = 16 },
        .. withCosts
            ? new WorkbookColumn<OrderSheetRow>[]
            {
                new DecimalColumn<OrderSheetRow>("Cost", new("成本（元）", "Cost (yuan)"), row => row.Cost, (row, value) => row.Cost = value) { Width = 16 },
                new DecimalColumn<OrderSheetRow>("Margin", new("毛利（元）", "Margin (yuan)"), row => row.Margin, (row, value) => row.Margin = value) { Width = 16 },
            }
            : [],
        Text("Created", new("下单时间", "Placed at"), 18, row => row.Created, (row, value) => row.Created = value),
        Text("Paid", new("支付时间", "Paid at"), 18, row => row.Paid, (row, value) => row.Paid = value),
    ]);

    internal static OrderSheetRow Of(DeskOrderRow row) => new()
    {
        OrderNo = row.OrderNo,
        Code = row.CustomerCode,
        Customer = row.Customer,
        Salesperson = row.Salesperson ?? "",
        Product = row.FirstProduct,
        Lines = row.Lines,
        Status = row.Shortfall == OrderShortfall.None ? row.Status.ToString() : row.Shortfall.ToString(),
        Total = row.Total,
        Cost = row.Cost,
        Margin = row.Margin,
        Created = Minute(row.CreatedAt),
        Paid = Minute(row.PaidAt),
    };

    private static string Minute(DateTime? utc) =>
        utc is { } at ? ChinaTime.FromUtc(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
}
