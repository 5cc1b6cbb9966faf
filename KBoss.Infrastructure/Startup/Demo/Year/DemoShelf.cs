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
        new("north-company", 0.9, [new("YJ-ECS-G-4C16G", 2, 1, 3), new("TG-HPC-STD", 6, 30, 100), new("YJ-ECS-M-8C64G", 1, 1, 2)]),
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

    public static (string Title, string Question, string Answer)[] Questions { get; } =
    [
        ("云主机可以不停机扩容吗？", "业务高峰快到了，想从 4 核升到 8 核，需要停机吗？", "需要重启一次，约两分钟。可以约在夜间，我们来操作。"),
        ("作业排队时间变长了", "今天标准队列排了四十分钟，是资源紧张吗？", "上午有一批大作业，已为您调到备用分区，现在可以提交了。"),
        ("专线时延偶尔抖动", "昨晚十点前后到算力中心的时延从 6 毫秒涨到 20 毫秒。", "运营商昨晚割接，现已恢复。监控已加到您的专线上。"),
        ("课堂账号能批量导出吗？", "下周开课，需要三十个账号的清单。", "可以，清单已放在资源说明里，开课前一天会再检查一遍。"),
        ("如何申请增值税专用发票？", "财务需要本季度的专票。", "请在充值记录页确认金额，我们会在三个工作日内寄出。"),
        ("镜像里缺少驱动", "推理镜像里的驱动版本偏旧，能升级吗？", "已更新到新版本，重建实例后生效，数据盘不受影响。"),
        ("忘记登录密码了", "登录密码改过后忘了，怎么重置？", "已为您重置，新的密码在资源页查看，首次登录后请修改。"),
        ("能否延长试用几天？", "评估报告还差几组数据，能否延长三天？", "可以，已延长三天，到期前会再提醒。"),
    ];

    public static (string Aim, string Content)[] Talks { get; } =
    [
        ("季度回访", "资源使用平稳，下季度计划增加两台。"), ("续费提醒", "客户确认续费，等内部流程。"), ("了解新需求", "有一个仿真项目，预计需要五千核时。"),
        ("报价沟通", "对包年价格感兴趣，希望再谈一轮。"), ("交付后回访", "开通顺利，客户对响应速度满意。"), ("介绍新品", "想试用推理实例，约了下周演示。"),
    ];
}
