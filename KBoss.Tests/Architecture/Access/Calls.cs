using System.Collections;
using System.Reflection;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Common.Lists;
using KBoss.Domain.Connectors;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Ledger;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Pricing;
using KBoss.Domain.Promotions;
using KBoss.Domain.SignIn;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Domain.Wallets;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Connectors.Jinan.Bills;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Ledger;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Desk;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Pricing;
using KBoss.Infrastructure.Pricing.Above;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Infrastructure.Stock.Stocktaking;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Every use case and query that pages can call, and arguments that name rows of the first organizations.</summary>
internal static class Calls
{
    /// <summary>What is not asked on behalf of somebody signed in, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["RegistrationService"] = "nobody is signed in; RegistrationServiceTests",
        ["SignInService"] = "nobody is signed in; SignInServiceTests",
        ["PasswordResetService"] = "nobody is signed in; PasswordResetServiceTests",
        ["StorefrontQueries"] = "the shop is public; StorefrontTests",
        ["PricingQueries"] = "asked by services with a context of theirs",
        ["LedgerService"] = "asked by services with a context of theirs",
        ["MemberSessions"] = "asks for a cookie before its member is known",
        ["CatalogQueries.CountAsync"] = "asked with a context",
        ["OrderService.CancelOverdueAsync"] = "a schedule",
        ["AutoRenewalService.RunDueAsync"] = "a schedule",
        ["RechargeService.QueryPendingAsync"] = "a schedule",
        ["ApprovalService.DecideFromChannelAsync"] = "a decision made elsewhere, after its sender was proved; ApprovalServiceTests",
        ["ApprovalService.WithdrawFromChannelAsync"] = "withdrawn elsewhere, after its sender was proved; DingTalkChannelTests",
        ["RechargeService.ReceiveAsync"] = "Alipay's signed notification; RechargeTests",
    };

    /// <summary>The methods, each with its service.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. from type in Closed(typeof(KBossDbContext).Assembly.GetTypes())
           where type is { IsClass: true, IsAbstract: false, IsNested: false }
                && (IsNamed(type, "Service") || IsNamed(type, "Queries") || IsNamed(type, "Removal") || IsNamed(type, "Verification"))
           where !Elsewhere.ContainsKey(type.Name) && type.GetInterfaces().All(i => i.Name != "IOutboxHandler")
           orderby type.FullName
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where typeof(Task).IsAssignableFrom(method.ReturnType) && !Elsewhere.ContainsKey($"{type.Name}.{method.Name}")
           where method.GetParameters().All(p => p.ParameterType != typeof(KBossDbContext))
           select method,
    ];

    /// <summary>A method as people write it.</summary>
    public static string NameOf(MethodInfo method) => method.DeclaringType! is { IsGenericType: true } type
        ? $"{type.Name.Split('`')[0]}<{type.GetGenericArguments()[0].Name}>.{method.Name}"
        : $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>Whether it only reads.</summary>
    public static bool IsQuery(MethodInfo method) => IsNamed(method.DeclaringType!, "Queries");

    /// <summary>Whether it returns one page of a list.</summary>
    public static bool IsGrid(MethodInfo method) => method.ReturnType.IsGenericType
        && method.ReturnType.GetGenericArguments()[0] is { IsGenericType: true } page && page.GetGenericTypeDefinition() == typeof(Page<>);

    /// <summary>Calls it as the actor with rows of the first organizations; returns what came back or what was refused with.</summary>
    public static Task<(object? Result, Exception? Refusal)> RunAsync(AccessWorld world, MethodInfo method, Actor actor, int size = 50) =>
        RunAsync(world, method, actor, new PageRequest(1, size, null, false, new Dictionary<string, string>()));

    /// <summary>The same with a page and filters of the test's own.</summary>
    public static async Task<(object? Result, Exception? Refusal)> RunAsync(AccessWorld world, MethodInfo method, Actor actor, PageRequest page)
    {
        world.Boss.SignIn(actor);
        await using var scope = world.Boss.NewScope();
        var service = scope.ServiceProvider.GetService(method.DeclaringType!)
            ?? throw new InvalidOperationException($"{method.DeclaringType!.Name} is not registered: say in {nameof(Calls)} why it is not asked.");
        try
        {
            var task = (Task)method.Invoke(service, [.. method.GetParameters().Select(p => Argument(world, method, p.Name!, p.ParameterType, page))])!;
            await task;
            return (task.GetType().GetProperty("Result")?.GetValue(task), null);
        }
        catch (TargetInvocationException at) when (at.InnerException is { } refusal)
        {
            return (null, refusal);
        }
        catch (Exception refusal) when (refusal is not InvalidOperationException { Message: var text } || !text.Contains(nameof(Calls), StringComparison.Ordinal))
        {
            return (null, refusal);
        }
    }

    /// <summary>The services that every kind of import has, once for each kind; all others as they are.</summary>
    private static IEnumerable<Type> Closed(Type[] types)
    {
        var rows = types.Where(t => !t.ContainsGenericParameters).Select(KindOf).OfType<Type>().Select(kind => kind.GetGenericArguments()[0]).ToList();
        return types.SelectMany(t => t == typeof(ImportService<>) || t == typeof(ImportQueries<>) ? rows.Select(row => t.MakeGenericType(row)) : [t]);
    }

    /// <summary>The kind of import that a type is, whichever of its bases says so.</summary>
    private static Type? KindOf(Type type)
    {
        var kind = type.BaseType;
        while (kind is not null && !(kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(ImportKind<>)))
        {
            kind = kind.BaseType;
        }

        return kind;
    }

    private static bool IsNamed(Type type, string ending) => type.Name.Split('`')[0].EndsWith(ending, StringComparison.Ordinal);

    private static bool IsOf<TRow>(MethodInfo method) => method.DeclaringType!.GetGenericArguments() is [var row] && row == typeof(TRow);

    private static object? Argument(AccessWorld world, MethodInfo method, string name, Type type, PageRequest page)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(CancellationToken))
        {
            return CancellationToken.None;
        }

        if (type == typeof(PageRequest))
        {
            return page;
        }

        if (type == typeof(long))
        {
            return Id(world, method, name);
        }

        if (type == typeof(string))
        {
            return Text(world, method, name);
        }

        if (type == typeof(Func<AuditRow, AuditSheetRow>))
        {
            return (AuditRow row) => new AuditSheetRow { Actor = row.Actor, Subject = row.Subject, After = string.Join(' ', row.Changes) };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IProgress<>))
        {
            return null;
        }

        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            return new Dictionary<string, string> { ["name"] = "外来者写的文字" };
        }

        if (type == typeof(IReadOnlyCollection<string>) && method.DeclaringType == typeof(LedgerQueries))
        {
            return new[] { world.Keys["entry"], world.Keys["order"] };
        }

        if (type == typeof(byte[]))
        {
            return People.Pdf;
        }

        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            return new Dictionary<string, string>(Connectors.ConnectorWorld.TencentPlan);
        }

        if (type == typeof(TermsScope))
        {
            return TermsScope.Public;
        }

        if (type == typeof(TermsSelection))
        {
            return TermsSelection.Of([world.IdOf<Offer>()]);
        }

        if (type == typeof(StandingTerms))
        {
            return null;
        }

        return type == typeof(DateOnly) ? ChinaTime.Day(world.Boss.Now)
            : type == typeof(DateTime) ? world.Boss.Now.AddDays(name is "to" or "To" ? 60 : 1)
            : type == typeof(decimal) ? 0.9m
            : type == typeof(int) ? 1
            : type == typeof(bool) ? true
            : type == typeof(OfferGrid) ? OfferGrid.Discounts
            : type == typeof(RechargeChannel) ? RechargeChannel.Bank
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)
            : typeof(IEnumerable).IsAssignableFrom(type) ? Several(world, method, name, type, page)
            : Record(world, method, type, page);
    }

    private static object Several(AccessWorld world, MethodInfo method, string name, Type type, PageRequest page)
    {
        var item = type.GetGenericArguments()[0];
        if (type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var pairs = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            pairs.Add(Argument(world, method, name.TrimEnd('s'), item, page)!, Argument(world, method, name.TrimEnd('s'), type.GetGenericArguments()[1], page));
            return pairs;
        }

        var values = Array.CreateInstance(item, 1);
        values.SetValue(Argument(world, method, name.TrimEnd('s'), item, page), 0);
        return type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>)
            ? Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(item), values)!
            : values;
    }

    private static object Record(AccessWorld world, MethodInfo method, Type type, PageRequest page)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()
            ?? throw new InvalidOperationException($"Say in {nameof(Calls)} how to make the {type.Name} of {NameOf(method)}.");
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Argument(world, method, p.Name!, p.ParameterType, page))]);
    }

    private static long Id(AccessWorld world, MethodInfo method, string name)
    {
        var what = char.ToLowerInvariant(name[0]) + name[1..];
        return (what == "id" ? method.DeclaringType!.Name : what) switch
        {
            "supplierId" => world.IdOf<Supplier>(),
            "productId" => method.DeclaringType!.Name.StartsWith("DeviceProduct", StringComparison.Ordinal) ? world.Ids["device-product"] : world.IdOf<Product>(),
            "kindId" => world.IdOf<DeviceKind>(),
            "photoId" => world.IdOf<DevicePhoto>(),
            "useId" => world.IdOf<DeviceUse>(),
            "skuId" => world.IdOf<Sku>(),
            "importId" => world.Imports[IsOf<ProductRow>(method) ? "/operations" : IsOf<PublicTermsRow>(method) ? "/operations/terms"
                : IsOf<CustomerTermsSheetRow>(method) ? "/sales/terms" : IsOf<PromotionTermsSheetRow>(method) ? "/operations/promotions"
                : IsOf<DistributorTermsSheetRow>(method) ? "/operations/distributors" : IsOf<DeviceSheetRow>(method) ? "/stock"
                : IsOf<JinanAccountSheetRow>(method) ? "/sales/jinan" : "/admin/members"],
            "subjectId" => IsOf<ProductRow>(method) ? world.IdOf<Supplier>() : IsOf<CustomerTermsSheetRow>(method) ? world.Buyer.OrganizationId
                : IsOf<PromotionTermsSheetRow>(method) ? world.IdOf<Promotion>() : IsOf<DistributorTermsSheetRow>(method) ? world.Ids["distributor"]
                : IsOf<DeviceSheetRow>(method) ? world.IdOf<DeviceKind>() : 0,
            "offerId" => world.IdOf<Offer>(),
            "historyId" => 1,
            "lineId" => method.DeclaringType == typeof(StocktakeService) ? world.IdOf<StocktakeLine>() : world.IdOf<CartLine>(),
            "orderLineId" => world.Ids["device-line"],
            "memberId" or "standInId" => world.IdOf<Member>(),
            "salespersonId" or "fromSalespersonId" or "toSalespersonId" => world.Staff.MemberId,
            "requestId" => world.IdOf<JoinRequest>(),
            "claimId" => world.Ids["waiting-claim"],
            "categoryId" => world.IdOf<TicketCategory>(),
            "replyId" => world.IdOf<QuickReply>(),
            "accountId" => world.IdOf<JinanPoolAccount>(),
            "billId" or "differenceId" or nameof(JinanBillService) => world.IdOf<BillDifference>(),
            "noteId" => method.DeclaringType == typeof(OrderNoteService) ? world.IdOf<OrderNote>() : world.IdOf<CustomerNote>(),
            "departmentId" or "parentId" or nameof(DepartmentService) => world.IdOf<Department>(),
            "viewId" => world.IdOf<ListView>(),
            nameof(NoticeService) => world.IdOf<Notice>(),
            "organizationId" or "buyerId" => world.IdOf<Organization>(),
            "sessionId" => world.IdOf<Session>(),
            _ => throw new InvalidOperationException($"Say in {nameof(Calls)} which row the {name} of {NameOf(method)} names."),
        };
    }

    private static string Text(AccessWorld world, MethodInfo method, string name) => (name, method.DeclaringType!.Name) switch
    {
        ("code", "InviteService" or "InviteEntryService") => world.Keys["invite"],
        ("code", "InviteQueries") when method.Name == "PosterAsync" => world.Keys["invite"],
        ("month", _) => "",
        ("section" or "Section", _) => "Company",
        ("name", "ScheduleService") => "verify-ledger",
        ("customerCode", _) => world.Keys["customer"],
        ("text", nameof(PriceLookupQueries)) => world.Keys["customer"],
        ("promotionNo", _) or ("no", "PromotionService" or "PromotionQueries") => world.Keys["promotion"],
        ("text", "CustomerQueries") => world.Keys["customer"],
        ("code", "DistributorQueries") => world.Keys["distributor"],
        ("code", "LedgerQueries" or "LedgerExports") => world.Keys["account"],
        ("eventKind", "LedgerQueries") => LedgerEvents.Recharge,
        ("reference", "LedgerQueries") => world.Keys["entry"],
        ("code", var service) when service.StartsWith("Customer", StringComparison.Ordinal) || service == "AssignmentService" => world.Keys["customer"],
        ("code", "CashQueries" or "CreditService" or "OfflineRechargeQueries" or "StatementQueries") or ("CustomerCode", _) => world.Keys["customer"],
        ("code", _) when method.Name == "OfCustomerAsync" => world.Keys["customer"],
        ("text", "OfflineRechargeQueries") => world.Keys["customer"],
        ("reference", "OfflineRechargeQueries") => AccessWorld.SlipNumber,
        ("code", "ConversationQueries" or "ConversationService") => world.Keys["customer"],
        ("code", "SkuDeskQueries") or ("skuCode", _) => world.Keys["sku"],
        ("orderNo" or "OrderNo", _) => world.Keys["order"],
        ("rechargeNo", "OfflineRechargeQueries" or "OfflineRechargeService") => world.Keys["offline"],
        ("rechargeNo", _) => world.Keys["recharge"],
        ("userName", "MemberDeskQueries") => world.Keys["member"],
        ("taskNo", _) => world.Keys["task"],
        ("deviceNo" or "otherNo", _) => world.Keys["device"],
        ("placeCode" or "PlaceCode" or "parentCode", _) or ("code", "PlaceService") => world.Keys["place"],
        ("stocktakeNo", _) => world.Keys["stocktake"],
        ("resourceNo", _) => world.Keys["resource"],
        ("ticketNo", _) => world.Keys["ticket"],
        ("leadNo", _) => world.Keys["lead"],
        ("no", "CampaignService" or "CampaignQueries" or "CampaignResultQueries") => world.Keys["campaign"],
        ("no", "ApprovalService" or "ApprovalQueries") => world.Keys["approval"],
        ("key", _) => world.Keys["file"],
        ("subjectKey", _) => IsOf<CustomerTermsSheetRow>(method) ? world.Keys["customer"]
            : IsOf<PromotionTermsSheetRow>(method) ? world.Keys["promotion"] : IsOf<DistributorTermsSheetRow>(method) ? world.Keys["distributor"] : "",
        ("search", _) => "候选人",
        ("phone" or "newPhone" or "Phone", _) => "13955550000",
        _ => "外来者写的文字",
    };
}
