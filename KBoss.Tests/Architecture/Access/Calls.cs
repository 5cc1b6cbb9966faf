using System.Collections;
using System.Reflection;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Messaging;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Pricing;
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
        ["RechargeService.QueryPendingAsync"] = "a schedule",
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
        var rows = types.Where(t => t.BaseType is { IsGenericType: true } kind && kind.GetGenericTypeDefinition() == typeof(ImportKind<>))
            .Select(t => t.BaseType!.GetGenericArguments()[0]).ToList();
        return types.SelectMany(t => t == typeof(ImportService<>) || t == typeof(ImportQueries<>) ? rows.Select(row => t.MakeGenericType(row)) : [t]);
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

        if (type == typeof(byte[]))
        {
            return People.Pdf;
        }

        return type == typeof(DateTime) ? world.Boss.Now.AddDays(1)
            : type == typeof(decimal) ? 0.9m
            : type == typeof(int) ? 1
            : type == typeof(bool) ? true
            : type == typeof(OfferGrid) ? OfferGrid.Discounts
            : type.IsEnum ? Enum.GetValues(type).GetValue(0)
            : typeof(IEnumerable).IsAssignableFrom(type) ? Several(world, method, name, type, page)
            : Record(world, method, type, page);
    }

    private static object Several(AccessWorld world, MethodInfo method, string name, Type type, PageRequest page)
    {
        var item = type.GetGenericArguments()[0];
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
            "productId" => world.IdOf<Product>(),
            "skuId" => world.IdOf<Sku>(),
            "importId" => world.Imports[IsOf<ProductRow>(method) ? "/operations" : "/admin/members"],
            "subjectId" => IsOf<ProductRow>(method) ? world.IdOf<Supplier>() : 0,
            "offerId" => world.IdOf<Offer>(),
            "lineId" => world.IdOf<CartLine>(),
            "memberId" => world.IdOf<Member>(),
            "salespersonId" or "fromSalespersonId" or "toSalespersonId" => world.Staff.MemberId,
            "requestId" => world.IdOf<JoinRequest>(),
            "claimId" => world.WaitingClaim,
            "noteId" => world.IdOf<CustomerNote>(),
            "departmentId" or "parentId" or nameof(DepartmentService) => world.IdOf<Department>(),
            nameof(NoticeService) => world.IdOf<Notice>(),
            "organizationId" or "buyerId" => world.IdOf<Organization>(),
            "sessionId" => world.IdOf<Session>(),
            _ => throw new InvalidOperationException($"Say in {nameof(Calls)} which row the {name} of {NameOf(method)} names."),
        };
    }

    private static string Text(AccessWorld world, MethodInfo method, string name) => (name, method.DeclaringType!.Name) switch
    {
        ("code", "InviteService") => world.Keys["invite"],
        ("code", "LedgerQueries") => world.Keys["account"],
        ("code", var service) when service.StartsWith("Customer", StringComparison.Ordinal) || service == "AssignmentService" => world.Keys["customer"],
        ("code", _) when method.Name == "OfCustomerAsync" => world.Keys["customer"],
        ("skuCode", _) => world.Keys["sku"],
        ("orderNo" or "OrderNo", _) => world.Keys["order"],
        ("rechargeNo", _) => world.Keys["recharge"],
        ("taskNo", _) => world.Keys["task"],
        ("resourceNo", _) => world.Keys["resource"],
        ("ticketNo", _) => world.Keys["ticket"],
        ("key", _) => world.Keys["file"],
        ("search", _) => "候选人",
        ("phone" or "newPhone" or "Phone", _) => "13955550000",
        _ => "外来者写的文字",
    };
}
