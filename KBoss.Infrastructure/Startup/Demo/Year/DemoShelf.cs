using KBoss.Domain.Leads;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>What a customer of the demo data buys: a Sku, how many, for how many units at least and at most.</summary>
internal sealed record DemoWish(string SkuCode, int Quantity, int Least, int Most);

/// <summary>A customer of the demo data: how often it orders in a month when the year begins, and what.</summary>
internal sealed record DemoHabit(string Buyer, double Orders, DemoWish[] Wishes);

/// <summary>What the people of the demo data buy, ask and talk about.</summary>
internal static class DemoShelf
{
    public static DemoHabit[] Habits { get; } =
    [
        new("company", 1.6, [new("YJ-ECS-G-8C32G", 2, 1, 3), new("TG-HPC-STD", 8, 40, 120), new("YJ-ECS-C-8C16G", 1, 1, 3), new("YJ-NET-100M", 1, 1, 1)]),
        new("person", 0.5, [new("YJ-ECS-G-2C8G", 1, 1, 1), new("YJ-AI-I-1X24", 1, 10, 60)]),
        new("demo-01", 0.9, [new("YJ-NET-100M", 1, 1, 3), new("YJ-AI-T-8X48", 1, 24, 72), new("YJ-ECS-G-16C64G", 2, 1, 3)]),
        new("demo-02", 0.7, [new("TG-EDU-30", 1, 1, 2), new("YJ-ECS-G-4C16G", 3, 1, 2)]),
        new("demo-03", 0.8, [new("TG-HPC-STD", 16, 30, 110), new("TG-HPC-ACC-4", 2, 20, 100)]),
        new("demo-04", 0.7, [new("YJ-ECS-C-16C32G", 1, 1, 3), new("YJ-ECS-C-8C16G", 2, 1, 2)]),
        new("demo-05", 0.6, [new("YJ-ECS-M-8C64G", 1, 1, 3), new("YJ-AI-I-1X48", 3, 24, 100)]),
        new("demo-06", 0.3, [new("TG-NET-1G", 1, 1, 2), new("YJ-NET-500M", 1, 1, 1)]),
        new("north-company", 1.4, [new("YJ-ECS-G-4C16G", 2, 1, 3), new("TG-HPC-STD", 6, 30, 100), new("YJ-ECS-M-8C64G", 1, 1, 2)]),
    ];

    /// <summary>What those who come in the course of the year buy.</summary>
    public static DemoWish[] First { get; } =
        [new("YJ-ECS-G-4C16G", 1, 1, 3), new("YJ-AI-I-1X24", 1, 20, 120), new("TG-HPC-STD", 4, 20, 100), new("YJ-ECS-C-8C16G", 1, 1, 2)];

    /// <summary>Those who come, one after the other.</summary>
    public static string[] Newcomers { get; } =
    [
        "云帆科技（示例）", "海岳仿真研究所（示例）", "青禾教育（示例）", "远山影像（示例）", "蓝鲸游戏（示例）", "知微医药（示例）",
        "天枢测绘（示例）", "南屏气象（示例）", "启程汽车（示例）", "墨石材料（示例）", "九章金融（示例）", "星野天文台（示例）",
    ];

    /// <summary>What is asked in tickets, with its category, the answer, and what the desk notes for itself.</summary>
    public static (string Title, string Question, string Answer, string Category, string Note)[] Questions { get; } =
    [
        ("云主机可以不停机扩容吗？", "业务高峰快到了，想从 4 核升到 8 核，需要停机吗？", "需要重启一次，约两分钟。可以约在夜间，我们来操作。", "Advice", ""),
        ("作业排队时间变长了", "今天标准队列排了四十分钟，是资源紧张吗？", "上午有一批大作业，已为您调到备用分区，现在可以提交了。", "Fault", "备用分区还剩三成，下周前不要再调。"),
        ("专线时延偶尔抖动", "昨晚十点前后到算力中心的时延从 6 毫秒涨到 20 毫秒。", "运营商昨晚割接，现已恢复。监控已加到您的专线上。", "Fault", "运营商工单已催，割接没有提前通知我们。"),
        ("课堂账号能批量导出吗？", "下周开课，需要三十个账号的清单。", "可以，清单已放在资源说明里，开课前一天会再检查一遍。", "Order", ""),
        ("如何申请增值税专用发票？", "财务需要本季度的专票。", "请在充值记录页确认金额，我们会在三个工作日内寄出。", "Billing", ""),
        ("镜像里缺少驱动", "推理镜像里的驱动版本偏旧，能升级吗？", "已更新到新版本，重建实例后生效，数据盘不受影响。", "Fault", "新镜像先在测试区跑一天再全量替换。"),
        ("忘记登录密码了", "登录密码改过后忘了，怎么重置？", "已为您重置，新的密码在资源页查看，首次登录后请修改。", "Other", ""),
        ("能否延长试用几天？", "评估报告还差几组数据，能否延长三天？", "可以，已延长三天，到期前会再提醒。", "Order", ""),
        ("开通比说好的晚了两天", "说好周一开通，到今天还没有交付，项目排期已经受影响。", "非常抱歉，是我们排期的失误。今天下班前一定交付，并为您补两天时长。", "Complaint", "供应商备货延迟，已和运营确认补时长。"),
    ];

    /// <summary>How content those are whose ticket was closed; no stars: they say nothing.</summary>
    public static (int Stars, string Said)[] Ratings { get; } =
    [
        (5, "回复很快，问题解决了。"), (5, ""), (4, "整体不错。"), (0, ""), (5, "专业。"), (3, "等得有点久。"), (4, ""), (0, ""),
    ];

    /// <summary>What is left on the message board.</summary>
    public static LeadMessage[] Messages { get; } =
    [
        new(LeadKind.Purchase, "周女士", "海岳仿真研究所（示例）", "13500001001", "", "计划采购一批高性能计算时长，大约五千核时，想了解报价。"),
        new(LeadKind.Advice, "李先生", "", "13500001002", "", "个人开发者能买推理实例吗？最短可以买多久？"),
        new(LeadKind.Purchase, "王工", "天枢测绘（示例）", "", "wang@example.com", "需要带固定公网 IP 的云主机六台，按年付有优惠吗？"),
        new(LeadKind.Suggestion, "陈老师", "青禾教育（示例）", "13500001004", "", "希望课堂账号能按学期购买，不用每月续。"),
        new(LeadKind.Purchase, "推广", "", "13500001005", "", "专业代开网站推广，价格从优，详询电话。"),
        new(LeadKind.Advice, "赵女士", "", "13500001006", "", "请问数据存放在哪个机房？有没有等保证明？"),
        new(LeadKind.Purchase, "孙经理", "九章金融（示例）", "13500001007", "sun@example.com", "想约一次演示，重点看多卡训练和专线。"),
        new(LeadKind.Complaint, "匿名用户", "", "13500001008", "", "客服电话中午没有人接，希望改进。"),
        new(LeadKind.Suggestion, "采购专员", "", "13800000011", "", "建议订单列表能按项目分组，方便我们内部核算。"),
    ];

    /// <summary>What customers and their salespeople say to each other, the customer first.</summary>
    public static string[][] Conversations { get; } =
    [
        ["你好，我们想先试用一个月再谈全年，可以吗？", "可以的，试用按月付，转全年时已付的可以抵扣。", "好，那我先下一台。", "收到，开通后我再联系您。"],
        ["下季度预算下来了，全年包两台 8 核的多少钱？", "全年可以按九折，我把报价发到您邮箱。", "收到了，走流程大概一周。", "不急，报价保留到月底。"],
        ["合同里的付款条款能改成季付吗？", "可以改成季付，我请财务出补充协议。"],
        ["推理实例周末能临时加三台吗？只用两天。", "可以，按天计费，您在商城直接下单即可，库存我已确认。", "好的，谢谢！", "不客气，有事随时找我。"],
        ["刚注册，请问怎么申请企业价？", "您好，提交营业执照后会为您安排专属的销售，也可以先告诉我大概的用量。"],
    ];

    public static (string Aim, string Content)[] Talks { get; } =
    [
        ("季度回访", "资源使用平稳，下季度计划增加两台。"), ("续费提醒", "客户确认续费，等内部流程。"), ("了解新需求", "有一个仿真项目，预计需要五千核时。"),
        ("报价沟通", "对包年价格感兴趣，希望再谈一轮。"), ("交付后回访", "开通顺利，客户对响应速度满意。"), ("介绍新品", "想试用推理实例，约了下周演示。"),
    ];
}
