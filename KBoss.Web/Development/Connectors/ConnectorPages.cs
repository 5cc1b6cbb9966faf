using System.Globalization;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Connectors.Jinan;
using KBoss.Infrastructure.Connectors.TencentCloud;
using KBoss.Infrastructure.Connectors.Zhongjin;
using static KBoss.Web.Development.DevelopmentHtml;

namespace KBoss.Web.Development.Connectors;

/// <summary>Where testers order faults of the simulated suppliers and see what these have done.</summary>
internal static class ConnectorPages
{
    private const int Shown = 60;

    private static readonly (string Vendor, string[] Operations)[] All =
    [
        (TencentCloudOptions.Vendor,
            ["RunInstances", "DescribeInstances", "RenewInstances", "InquiryPriceRenewInstances", "TerminateInstances", "DescribeAgentAuditedClients",
            "DescribeBillDetail", "AssumeRole", "GetCallerIdentity"]),
        (JinanOptions.Vendor, ["open", "dry-run", "find", "renew", "terminate", "enter", "ping", "account", "accounts", "bind", "bills", "desktop"]),
        (ZhongjinOptions.Vendor, ["open", "dry-run", "find", "renew", "terminate", "enter", "ping", "sync", "whitelist"]),
    ];

    public static void MapConnectorPages(this IEndpointRouteBuilder dev)
    {
        dev.MapGet("/connectors", Show);
        dev.MapPost("/connectors/faults", OrderAsync);
        dev.MapPost("/connectors/faults/clear", (HttpRequest request, ConnectorFaults faults) =>
        {
            faults.Clear();
            return request.SeeOther("/dev/connectors");
        });
        dev.MapPost("/connectors/launches", async (HttpRequest request, TencentCloudSimulator tencent) =>
        {
            tencent.LaunchesFail = (await request.ParametersAsync()).GetValueOrDefault("fail") == "true";
            return request.SeeOther("/dev/connectors");
        });
        dev.MapPost("/connectors/zhongjin/customers/{code}", async (HttpRequest request, string code, ZhongjinSimulator zhongjin) =>
        {
            var form = await request.ParametersAsync();
            return zhongjin.Decide(code, form.GetValueOrDefault("decision") == "accept", form.GetValueOrDefault("reason"))
                ? request.SeeOther("/dev/connectors") : Results.NotFound();
        });
        dev.MapPost("/connectors/jinan/accounts", async (HttpRequest request, JinanSimulator jinan) =>
        {
            if ((await request.ParametersAsync()).GetValueOrDefault("account")?.Trim() is { Length: > 0 and <= 50 } account)
            {
                jinan.AddAccount(account);
            }

            return request.SeeOther("/dev/connectors");
        });
        dev.MapPost("/connectors/jinan/bills", AddBillAsync);
    }

    private static async Task<IResult> OrderAsync(HttpRequest request, ConnectorFaults faults)
    {
        var form = await request.ParametersAsync();
        var (vendor, operation) = (form.GetValueOrDefault("operation") ?? "").Split('/') is [var v, var o] ? (v, o) : ("", "");
        if (!All.Any(a => a.Vendor == vendor && a.Operations.Contains(operation)))
        {
            return Results.BadRequest(new { error = "There is no such operation." });
        }

        ConnectorFault? fault = Enum.TryParse<ConnectorFault>(form.GetValueOrDefault("fault"), out var wrong) && Enum.IsDefined(wrong) ? wrong : null;
        var count = int.TryParse(form.GetValueOrDefault("calls"), NumberStyles.None, CultureInfo.InvariantCulture, out var calls) && calls > 0
            ? calls : ConnectorFaults.Always;
        faults.Order(vendor, operation, fault, count);
        return request.SeeOther("/dev/connectors");
    }

    private static async Task<IResult> AddBillAsync(HttpRequest request, JinanSimulator jinan, TimeProvider time)
    {
        var form = await request.ParametersAsync();
        var account = form.GetValueOrDefault("account") ?? "";
        if (!jinan.Accounts.Any(a => a.Account == account)
            || !decimal.TryParse(form.GetValueOrDefault("amount"), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount))
        {
            return Results.BadRequest(new { error = "An account and an amount are needed." });
        }

        var first = ChinaTime.FirstOfMonth(ChinaTime.Day(time.GetUtcNow().UtcDateTime));
        var month = ChinaTime.Start(first);
        jinan.AddBill(new JinanBill(
            $"{first:yyyyMM}-M{jinan.Bills.Count + 1:D4}", account, null, form.GetValueOrDefault("item") ?? "存储", 1, "次", amount, month, ChinaTime.AddMonths(month, 1)));
        return request.SeeOther("/dev/connectors");
    }

    private static IResult Show(ConnectorFaults faults, TencentCloudSimulator tencent, JinanSimulator jinan, ZhongjinSimulator zhongjin, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return Page("page-dev-connectors", "模拟供应商接口 Simulated suppliers", Of(
            $"""
            {Faults(faults)}
            <h2>腾讯云 Tencent Cloud</h2>
            {Table("tencent-customers", ["账号 ID (UIN)", "名称 Name"], tencent.Customers.Select(c => (c.Key, Cells(c.Key, c.Value))))}
            <form method="post" action="/dev/connectors/launches"><input type="hidden" name="fail" value="{(tencent.LaunchesFail ? "false" : "true")}">
            <button data-testid="action-launches">{(tencent.LaunchesFail ? "让实例正常启动 Let instances start" : "让实例启动失败 Let launches fail")}</button></form>
            {Table("instances", ["实例 Instance", "任务 Key", "规格 Type", "状态 State", "到期 Ends (UTC)", "续期 Renewals"], tencent.Instances.Take(Shown).Select(i => (i.Id, Cells(
                i.Id, i.Key, $"{i.InstanceType} {i.Zone}", i.StateAt(now), Date(i.EndsAt), i.Renewals))))}
            <h2>济南超算 Jinan</h2>
            {Table("accounts", ["账号 Account", "客户 Customer"], jinan.Accounts.Select(a => (a.Account, Cells(a.Account, a.CustomerCode ?? "—"))))}
            <form method="post" action="/dev/connectors/jinan/accounts"><label>账号 Account <input name="account" maxlength="50" data-testid="field-account"></label>
            <button data-testid="action-add-account">添加 Add</button></form>
            {Things("jinan", jinan)}
            {Table("bills", ["账单 Bill", "账号 Account", "项目 Item", "金额 Amount"], jinan.Bills.Take(Shown).Select(b => (b.BillNo, Cells(b.BillNo, b.Account, b.Item, b.Amount))))}
            <form method="post" action="/dev/connectors/jinan/bills"><label>账号 Account <input name="account" maxlength="50" data-testid="field-bill-account"></label>
            <label>项目 Item <input name="item" value="存储" maxlength="50"></label><label>金额 Amount <input name="amount" value="12.50" data-testid="field-amount"></label>
            <button data-testid="action-add-bill">添加账单 Add a bill</button></form>
            <h2>中金 Zhongjin</h2>
            {Table("customers", ["客户 Customer", "名称 Name", "状态 State", ""], zhongjin.Customers.Select(c => (c.Code, Html.Concat([Cells(c.Code, c.Name, c.State), Decide(c)]))))}
            {Things("zhongjin", zhongjin)}
            <h2>调用 Calls</h2>
            {Table("calls", ["时间 Time (UTC)", "操作 Operation", "键 Key", "故障 Fault", "回答 Answer"], faults.Calls.Take(Shown).Select(c => ($"{c.Vendor}/{c.Operation}", Cells(
                c.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture), $"{c.Vendor} {c.Operation}", c.Key, c.Fault?.ToString() ?? "", c.Answer))))}
            """));
    }

    private static Html Faults(ConnectorFaults faults)
    {
        var operations = Html.Concat(All.SelectMany(a => a.Operations.Select(o => Of($"""<option value="{a.Vendor}/{o}">{a.Vendor} · {o}</option>"""))));
        var kinds = Html.Concat(Enum.GetValues<ConnectorFault>().Select(f => Of($"""<option value="{f}">{Word(f)}</option>""")));
        var rows = faults.Ordered.Select(o => ($"{o.Vendor}/{o.Operation}", Cells(
            $"{o.Vendor} {o.Operation}", Word(o.Fault), o.Calls == ConnectorFaults.Always ? "∞" : o.Calls)));
        return Of(
            $"""
            <form method="post" action="/dev/connectors/faults">
              <label>操作 Operation <select name="operation" data-testid="field-operation">{operations}</select></label>
              <label>故障 Fault <select name="fault" data-testid="field-fault">{kinds}<option value="">无 None</option></select></label>
              <label>次数 Calls <input name="calls" type="number" min="0" value="1" data-testid="field-calls"> (0 = ∞)</label>
              <button class="primary" data-testid="action-order">设置 Set</button>
            </form>
            <form method="post" action="/dev/connectors/faults/clear"><button data-testid="action-clear">全部取消 Clear all</button></form>
            {Table("faults", ["操作 Operation", "故障 Fault", "次数 Calls"], rows)}
            """);
    }

    private static Html Things(string name, PartnerSimulator partner) => Table(
        $"{name}-things", ["资源 Resource", "任务 Key", "产品 Product", "客户 Customer", "到期 Ends (UTC)", "续期 Renewals"],
        partner.Things.Take(Shown).Select(t => (t.Reference, Cells(
            t.Reference, t.OpeningKey, t.Product, $"{t.Customer} {t.Account}", t.Ended ? "已结束 Ended" : Date(t.EndsAt), t.Renewals))));

    private static Html Decide(WhitelistedCustomer customer) => Of(
        $"""
        <td><form method="post" action="/dev/connectors/zhongjin/customers/{Uri.EscapeDataString(customer.Code)}">
        <input name="reason" placeholder="原因 Reason" aria-label="原因 Reason" maxlength="100">
        <button name="decision" value="accept" data-testid="action-accept">加入白名单 Accept</button>
        <button name="decision" value="refuse" data-testid="action-refuse">拒绝 Refuse</button></form></td>
        """);

    private static Html Table(string name, string[] titles, IEnumerable<(string Key, Html Cells)> rows) => Of(
        $"""
        <div class="scroll"><table data-testid="grid-{name}"><thead><tr>{Html.Concat(titles.Select(t => Of($"<th>{t}</th>")))}</tr></thead>
        <tbody>{Html.Concat(rows.Select(r => Of($"""<tr data-testid="row-{name}" data-key="{r.Key}">{r.Cells}</tr>""")))}</tbody></table></div>
        """);

    private static Html Cells(params object[] values) => Html.Concat(values.Select(value => Of($"<td>{value}</td>")));

    private static string Date(DateTime? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "—";

    private static string Word(ConnectorFault fault) => fault switch
    {
        ConnectorFault.Slow => "慢 Slow",
        ConnectorFault.Fail => "失败 Fails (500)",
        ConnectorFault.Refuse => "拒绝 Refuses",
        ConnectorFault.Twice => "请求到达两次 Arrives twice",
        ConnectorFault.LoseAnswer => "做了但丢失回答 Does it, answer lost",
        _ => "限流 Rate limit",
    };
}
