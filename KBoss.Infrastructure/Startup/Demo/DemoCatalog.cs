using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Distribution;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>
/// Two invented suppliers with a shop full of products: one sells at a discount of its list price, the other at floor prices.
/// Two products have no public terms yet, so customers do not see them until Operations sets some, and the floor price of one Sku has risen above its price.
/// </summary>
public sealed class DemoCatalog(KBossDbContextFactory contexts, TimeProvider time) : IDemoStep
{
    private const decimal SupplierRate = 0.70m;

    private static readonly DemoProduct[] Discounted =
    [
        new("启明通用云主机", "云主机", "华北", "均衡配比的通用型云主机，适合网站、办公系统与测试环境", ProductTags.Star | ProductTags.Recommended, 0.88m,
            """
            ## 产品特点

            - **均衡配比**：处理器与内存 1:4，覆盖大多数业务
            - **高可用存储**：三副本云硬盘，随时扩容
            - **按月计费**：到期前提醒，随时续费

            ## 适用场景

            企业网站、办公系统、开发测试、中小型数据库。
            """,
            [
                new("YJ-ECS-G-2C8G", "CPU=2核; 内存=8G; 系统盘=50G", BillingUnit.Month, 168m),
                new("YJ-ECS-G-4C16G", "CPU=4核; 内存=16G; 系统盘=100G", BillingUnit.Month, 336m),
                new("YJ-ECS-G-8C32G", "CPU=8核; 内存=32G; 系统盘=100G", BillingUnit.Month, 668m),
                new("YJ-ECS-G-16C64G", "CPU=16核; 内存=64G; 系统盘=200G", BillingUnit.Month, 1328m),
            ]),
        new("启明计算型云主机", "云主机", "华东", "高主频处理器，适合批处理、视频转码与游戏服务", ProductTags.None, 0.90m,
            """
            ## 产品特点

            - **高主频**：全核睿频稳定在 3.4 GHz
            - **网络增强**：内网带宽最高 25 Gbps

            ## 适用场景

            批量计算、视频转码、广告引擎、游戏服务端。
            """,
            [
                new("YJ-ECS-C-8C16G", "CPU=8核; 内存=16G; 系统盘=100G", BillingUnit.Month, 588m),
                new("YJ-ECS-C-16C32G", "CPU=16核; 内存=32G; 系统盘=100G", BillingUnit.Month, 1168m),
                new("YJ-ECS-C-32C64G", "CPU=32核; 内存=64G; 系统盘=200G", BillingUnit.Month, 2316m),
            ]),
        new("启明内存型云主机", "云主机", "华南", "大内存配比，适合缓存、内存数据库与大数据分析", ProductTags.New, 0.90m,
            """
            ## 产品特点

            - **大内存**：处理器与内存 1:8
            - **本地快照**：每日自动快照，保留七天

            ## 适用场景

            Redis 等缓存、内存数据库、实时分析。
            """,
            [
                new("YJ-ECS-M-8C64G", "CPU=8核; 内存=64G; 系统盘=100G", BillingUnit.Month, 928m),
                new("YJ-ECS-M-16C128G", "CPU=16核; 内存=128G; 系统盘=200G", BillingUnit.Month, 1846m),
            ]),
        new("星瀚智算训练集群", "智算", "华北", "八卡训练节点与无损网络，适合大模型预训练与微调", ProductTags.Star | ProductTags.New, 0.85m,
            """
            ## 产品特点

            - **八卡整机**：节点内高速互联，节点间 400G 无损网络
            - **开箱即用**：预装主流训练框架与调度系统
            - **并行文件系统**：训练数据读取不再等待

            ## 适用场景

            大模型预训练与微调、多模态训练、推荐模型训练。
            """,
            [
                new("YJ-AI-T-8X80", "GPU=8卡; 显存=80G; 内存=2T", BillingUnit.Hour, 228m),
                new("YJ-AI-T-8X80-M", "GPU=8卡; 显存=80G; 内存=2T; 计费=包月", BillingUnit.Month, 118000m),
                new("YJ-AI-T-8X48", "GPU=8卡; 显存=48G; 内存=1T", BillingUnit.Hour, 126m),
            ]),
        new("星瀚智算推理实例", "智算", "华东", "单卡起租，适合在线推理与应用开发", ProductTags.Recommended, 0.86m,
            """
            ## 产品特点

            - **单卡起租**：按小时计费，用完即停
            - **镜像丰富**：常用推理引擎一键启动

            ## 适用场景

            在线推理、应用开发、课程教学。
            """,
            [
                new("YJ-AI-I-1X24", "GPU=1卡; 显存=24G; 内存=64G", BillingUnit.Hour, 6.8m),
                new("YJ-AI-I-1X48", "GPU=1卡; 显存=48G; 内存=128G", BillingUnit.Hour, 12.6m),
                new("YJ-AI-I-2X48", "GPU=2卡; 显存=48G; 内存=256G", BillingUnit.Hour, 24.8m),
            ]),
        new("云阶跨域专线", "专线网络", "华北", "连接机房与算力中心的独享专线，时延稳定", ProductTags.None, 0.92m,
            """
            ## 产品特点

            - **独享带宽**：不与公网混跑，时延抖动低于 1 毫秒
            - **双路由保护**：单点故障自动切换

            ## 适用场景

            数据上云、异地容灾、算力中心互联。
            """,
            [
                new("YJ-NET-100M", "带宽=100M; 线路=单路由", BillingUnit.Month, 3800m),
                new("YJ-NET-500M", "带宽=500M; 线路=双路由", BillingUnit.Month, 12800m),
                new("YJ-NET-1G", "带宽=1G; 线路=双路由", BillingUnit.Month, 21800m),
            ]),
        new("启明裸金属服务器", "云主机", "西南", "独占物理机，性能无损耗", ProductTags.New, null,
            """
            ## 产品特点

            - **物理独占**：没有虚拟化开销
            - **分钟级交付**：与云主机同网互通
            """,
            [
                new("YJ-BMS-64C256G", "CPU=64核; 内存=256G; 硬盘=2T NVMe", BillingUnit.Month, 4680m),
            ]),
    ];

    private static readonly DemoProduct[] FloorPriced =
    [
        new("天工通用超算", "超算", "山东", "按核时计费的通用超算资源，适合仿真与科学计算", ProductTags.Star | ProductTags.Recommended, 1.30m,
            """
            ## 产品特点

            - **按核时计费**：作业结束即停止计费
            - **软件齐全**：预装常用编译器、数学库与并行环境
            - **专家支持**：作业调优有人响应

            ## 适用场景

            流体力学、结构仿真、分子动力学、气象预报。
            """,
            [
                new("TG-HPC-STD", "队列=标准; CPU=64核每节点; 内存=256G", BillingUnit.Hour, 6.4m, 3.9m),
                new("TG-HPC-FAT", "队列=大内存; CPU=64核每节点; 内存=2T", BillingUnit.Hour, 15.2m, 9.6m),
                new("TG-HPC-STD-Y", "队列=标准; CPU=64核每节点; 内存=256G; 计费=包年", BillingUnit.Year, 38000m, 25800m, 40),
            ]),
        new("天工加速超算", "超算", "山东", "带加速卡的超算节点，适合混合精度科学计算", ProductTags.New, 1.28m,
            """
            ## 产品特点

            - **双精度强**：科学计算不打折扣
            - **统一调度**：与通用队列共用存储与账号

            ## 适用场景

            量子化学、冷冻电镜、石油勘探。
            """,
            [
                new("TG-HPC-ACC-4", "加速卡=4卡; CPU=64核; 内存=512G", BillingUnit.Hour, 42m, 27.5m),
                new("TG-HPC-ACC-8", "加速卡=8卡; CPU=128核; 内存=1T", BillingUnit.Hour, 82m, 53.8m),
            ]),
        new("天工教学算力", "智算", "华中", "面向课堂的算力包，账号批量开通", ProductTags.Recommended, 1.25m,
            """
            ## 产品特点

            - **按班级开通**：账号批量生成，课程结束统一回收
            - **课件内置**：常用实验环境一键进入
            """,
            [
                new("TG-EDU-30", "账号=30个; GPU=共享", BillingUnit.Month, 2600m, 1680m),
                new("TG-EDU-60", "账号=60个; GPU=共享", BillingUnit.Month, 4800m, 3120m, Raised: 4050m),
            ]),
        new("天工超算专线", "专线网络", "山东", "直连超算中心的专线，海量数据快速进出", ProductTags.None, 1.22m,
            """
            ## 产品特点

            - **直达存储**：数据直接进入并行文件系统
            - **弹性带宽**：传输高峰临时升速
            """,
            [
                new("TG-NET-1G", "带宽=1G; 接入=同城", BillingUnit.Month, 9800m, 7200m),
                new("TG-NET-10G", "带宽=10G; 接入=同城", BillingUnit.Month, 46000m, 33500m),
            ]),
        new("天工数据归档", "超算", "山东", "冷数据长期保存，按容量计费", ProductTags.None, null,
            """
            ## 产品特点

            - **三份保存**：两地三份，定期校验
            - **按需取回**：四小时内可读
            """,
            [
                new("TG-ARC-10T", "容量=10T; 取回=4小时", BillingUnit.Year, 4200m, 2900m),
                new("TG-ARC-100T", "容量=100T; 取回=4小时", BillingUnit.Year, 36000m, 25200m),
            ]),
    ];

    public Task SeedAsync(CancellationToken ct) => contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
    {
        var root = await db.Organizations.FirstOrDefaultAsync(o => o.Kind == OrganizationKind.Distributor && o.SellerId == null, ct);
        if (root is not null && !await db.Suppliers.AnyAsync(s => s.OrganizationId == root.Id, ct))
        {
            await AddAsync(db, root.Id, time.UtcNow(), ct);
        }
    }, ct);

    /// <summary>Adds suppliers, agreements, products, Skus and offers to a distributor and saves them.</summary>
    public static async Task AddAsync(KBossDbContext db, long organizationId, DateTime now, CancellationToken ct = default)
    {
        await AddAsync(
            db, organizationId, now, new SupplierFacts("云阶数据科技（示例）", SupplierKind.Resource, Contact: "渠道部", Phone: "400-000-0001"),
            new AgreementTerms(SalesMode.Discount, SupplierRate, ChinaTime.AddMonths(now, -3), Text: "按目录价七折结算，每月对账。"), Discounted, ct);
        await AddAsync(
            db, organizationId, now, new SupplierFacts("天工超算中心（示例）", SupplierKind.Product, Contact: "用户服务部", Phone: "400-000-0002"),
            new AgreementTerms(
                SalesMode.FloorPrice, null, ChinaTime.AddMonths(now, -1), SettlementCycle: SettlementCycle.Quarterly,
                Text: "按底价结算，售价由平台自定，每季度对账。"),
            FloorPriced, ct);
    }

    private static async Task AddAsync(
        KBossDbContext db, long organizationId, DateTime now, SupplierFacts facts, AgreementTerms terms, DemoProduct[] products, CancellationToken ct)
    {
        var supplier = new Supplier(organizationId, facts, now);
        db.Add(supplier);
        await db.SaveChangesAsync(ct);
        db.Add(new SupplyAgreement(organizationId, supplier.Id, 1, terms, now));
        foreach (var demo in products)
        {
            var product = new Product(supplier, new ProductFacts(demo.Name, demo.Type, demo.Region, demo.Brief, demo.Description, demo.Tags), now);
            foreach (var (code, options, unit, listPrice, floorPrice, stock, raised) in demo.Skus)
            {
                var sku = new Sku(organizationId, supplier.Id, code, new SkuFacts(options, unit, listPrice, stock));
                sku.MoveTo(product);
                if (floorPrice is { } floor)
                {
                    db.Add(new SupplyPrice(sku, raised ?? floor));
                }

                var offer = new Offer(organizationId, sku);
                if (demo.Terms is { } value)
                {
                    var fixedPrice = terms.Mode == SalesMode.FloorPrice;
                    offer.SetPublicTerms(Terms.Of(terms.Mode, fixedPrice ? null : value, fixedPrice ? decimal.Round(floorPrice!.Value * value, 2) : null));
                }

                db.Add(offer);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// One product; <see cref="Terms"/> is the public discount or the markup on the floor price, null for a product that waits for its terms.
    /// </summary>
    private sealed record DemoProduct(
        string Name, string Type, string Region, string Brief, ProductTags Tags, decimal? Terms, string Description, DemoSku[] Skus);

    /// <summary>One Sku; <see cref="Raised"/> is what the floor price has risen to since the public price was set.</summary>
    private sealed record DemoSku(
        string Code, string Options, BillingUnit Unit, decimal ListPrice, decimal? FloorPrice = null, int? Stock = null, decimal? Raised = null);
}
