using System.Reflection;
using KBoss.Domain.Catalog;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Suppliers;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Delivery;
using KBoss.Infrastructure.Orders;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Pricing;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// How every method is called: with the ids, codes and numbers of the observed rows wherever it takes one. A parameter is known by its name alone,
/// by <c>Service.parameter</c> or by <c>Service.Method.parameter</c>, or by its type; one that is not known fails with where to say it.
/// </summary>
internal sealed class Arguments(Keys keys, DateTime now)
{
    /// <summary>What names an observed row.</summary>
    private readonly Dictionary<string, Func<object>> observed = new()
    {
        ["supplierId"] = () => keys.SupplierId,
        ["productId"] = () => keys.ProductId,
        ["skuId"] = () => keys.SkuId,
        ["skuCode"] = () => keys.SkuCode,
        ["offerId"] = () => keys.OfferId,
        ["offerIds"] = () => new[] { keys.OfferId },
        ["importId"] = () => keys.ImportId,
        ["key"] = () => keys.ImageKey,
        ["memberId"] = () => keys.MemberId,
        ["MemberService.RestoreAsync.memberId"] = () => keys.DisabledMemberId,
        ["memberIds"] = () => new[] { keys.MemberId },
        ["salespersonId"] = () => keys.SalespersonId,
        ["fromSalespersonId"] = () => keys.SalespersonId,
        ["toSalespersonId"] = () => keys.OtherSalespersonId,
        ["departmentId"] = () => keys.DepartmentId,
        ["DepartmentService.id"] = () => keys.DepartmentId,
        ["DepartmentService.DeleteAsync.id"] = () => keys.OtherDepartmentId,
        ["parentId"] = () => keys.OtherDepartmentId,
        ["requestId"] = () => keys.JoinRequestId,
        ["NoticeService.id"] = () => keys.NoticeId,
        ["code"] = () => keys.CustomerCode,
        ["CustomerRemoval.code"] = () => keys.QuietCustomerCode,
        ["InviteService.code"] = () => keys.InviteCode,
        ["LedgerQueries.code"] = () => keys.AccountCode,
        ["codes"] = () => new[] { keys.CustomerCode },
        ["AssignmentService.AssignAsync.codes"] = () => new[] { keys.PoolCustomerCode },
        ["AssignmentService.ReturnToPoolAsync.codes"] = () => new[] { keys.QuietCustomerCode },
        ["noteId"] = () => keys.NoteId,
        ["lineId"] = () => keys.CartLineId,
        ["orderNo"] = () => keys.UnpaidOrderNo,
        ["taskNo"] = () => keys.TaskNo,
        ["resourceNo"] = () => keys.ResourceNo,
        ["rechargeNo"] = () => keys.RechargeNo,
        ["order"] = () => new PlaceOrder(Guid.NewGuid().ToString("N"), [new OrderWish(keys.OfferId, 1, 1, keys.UnitPrice)], false),
        ["request"] = () => new PageRequest(1, 50, null, false, Filters(keys)),
    };

    /// <summary>What names nothing; all of it is right, so that nothing but the asker is wrong.</summary>
    private readonly Dictionary<string, Func<object?>> plain = new()
    {
        ["CatalogService.AddSkuAsync.code"] = () => "NEW-1",
        ["search"] = () => Marker.Search,
        ["name"] = () => "新名称",
        ["ScheduleService.name"] = () => "dispatch-outbox",
        ["text"] = () => "文字",
        ["reason"] = () => "原因",
        ["contact"] = () => "联系人",
        ["phone"] = () => "13355590001",
        ["newPhone"] = () => "13355590002",
        ["fileName"] = () => "file.xlsx",
        ["present"] = () => People.Password,
        ["password"] = () => "changed2027",
        ["repeated"] = () => "changed2027",
        ["oldCode"] = () => "000000",
        ["newCode"] = () => "000000",
        ["amount"] = () => 10m,
        ["quantity"] = () => 2,
        ["periods"] = () => 1,
        ["version"] = () => 0,
        ["CatalogService.ChangeSkuAsync.version"] = () => 0,
        ["onShelf"] = () => false,
        ["onlyValidRows"] = () => true,
        ["shown"] = () => new HashSet<Role> { Role.Finance },
        ["roles"] = () => new HashSet<Role> { Role.Admin },
        ["content"] = () => new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A },
        ["ProductImportService.content"] = () => Workbooks.Of(Workbooks.Row("NEW-2")),
        ["file"] = () => WorkbookWriter.Export(
            MemberWorkbook.Schema(OrganizationKind.Distributor), [new MemberSheetRow { UserName = "imported", Name = "新人", Phone = "13355590003", Roles = [Role.Sales] }]),
    };

    private readonly Dictionary<Type, Func<object?>> byType = new()
    {
        [typeof(CancellationToken)] = () => CancellationToken.None,
        [typeof(SupplierFacts)] = () => new SupplierFacts("新供应商", SupplierKind.Product),
        [typeof(AgreementTerms)] = () => new AgreementTerms(SalesMode.Discount, 0.5m, now),
        [typeof(ProductFacts)] = () => new ProductFacts("新产品", "云主机", "华北"),
        [typeof(SkuFacts)] = () => new SkuFacts("CPU=1核", BillingUnit.Month, 100m, 50m),
        [typeof(InviteTerms)] = () => new InviteTerms(now, now.AddDays(30)),
        [typeof(FollowUpFacts)] = () => new FollowUpFacts(FollowUpWay.Phone, "目的", "内容", null),
        [typeof(TermsChange)] = () => new TermsChange(TermsKind.Discount, 0.95m),
        [typeof(OfferGrid)] = () => OfferGrid.Discounts,
        [typeof(AddMember)] = () => new AddMember("added", "新人", "13355590004", [Role.Admin]),
        [typeof(EditMember)] = () => new EditMember("edited", "改名"),
        [typeof(Position)] = () => Position.Deputy,
        [typeof(CompleteTask)] = () => new CompleteTask("203.0.113.9"),
        [typeof(StorefrontSearch)] = () => new StorefrontSearch(),
        [typeof(Func<AuditRow, AuditSheetRow>)] = () => (Func<AuditRow, AuditSheetRow>)(row => new AuditSheetRow { Subject = row.Subject }),
    };

    /// <summary>Every filter of a list that takes a text or an observed row.</summary>
    public static IReadOnlyDictionary<string, string> Filters(Keys keys) => new Dictionary<string, string>
    {
        ["q"] = Marker.Search,
        ["person"] = Marker.Search,
        ["subject"] = Marker.Search,
        ["reference"] = Marker.Search,
        ["supplier"] = $"{keys.SupplierId}",
        ["department"] = $"{keys.DepartmentId}",
        ["salesperson"] = $"{keys.SalespersonId}",
    };

    /// <summary>The arguments of a call, and whether one of them names an observed row.</summary>
    public (object?[] Values, bool NameObserved) Of(Call call)
    {
        var named = false;
        return ([.. call.Method.GetParameters().Select(p =>
        {
            foreach (var name in new[] { $"{call}.{p.Name}", $"{call.Service.Name}.{p.Name}", p.Name! })
            {
                if (plain.TryGetValue(name, out var value) && value() is var known && (known is null || p.ParameterType.IsInstanceOfType(known)))
                {
                    return known;
                }

                if (observed.TryGetValue(name, out var key) && key() is var row && p.ParameterType.IsInstanceOfType(row))
                {
                    named |= row is not PageRequest;
                    return row;
                }
            }

            return byType.TryGetValue(p.ParameterType, out var made) ? made()
                : p.HasDefaultValue ? p.DefaultValue
                : throw new InvalidOperationException($"{call}: say in Arguments how to call it; nothing is known of “{p.ParameterType.Name} {p.Name}”.");
        })], named);
    }
}
