using KBoss.Domain.Organizations;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>Somebody who asks, and what of the observed organization they may see nothing of.</summary>
internal sealed record Person(string Name, Actor Actor, string Phone, IReadOnlyList<string> Forbidden)
{
    /// <summary>Knows the distributor, but not the customer: only the customer's rows are watched.</summary>
    public bool KnowsSeller => Forbidden == Marker.OfBuyer;

    public override string ToString() => Name;
}

/// <summary>
/// One distributor and its customer, full of markers, with at least <see cref="Rows"/> rows of everything that is listed, and around them
/// everybody who must not see them.
/// </summary>
internal sealed class AccessWorld
{
    /// <summary>Enough for three pages of <see cref="PageSize"/>.</summary>
    public const int Rows = 10;

    public const int PageSize = 4;

    public required ObservedRows Observed { get; init; }

    /// <summary>The distributor's member with all roles of its kind; the customers are assigned to it.</summary>
    public required Person Seller { get; init; }

    /// <summary>The customer's member with all roles of its kind.</summary>
    public required Person Buyer { get; init; }

    /// <summary>The root distributor's member with all roles: the distributor buys from it, and it alone sees what belongs to the platform.</summary>
    public required Person Upstream { get; init; }

    /// <summary>Everybody who must see nothing of the distributor or nothing of its customer, each with every role that there is for them.</summary>
    public required IReadOnlyList<Person> Strangers { get; init; }

    /// <summary>One member of the distributor or the customer for each role, with this one only; and one of each without any.</summary>
    public required IReadOnlyList<Person> SingleRoles { get; init; }

    public required IReadOnlyList<Person> WithoutRole { get; init; }

    public IEnumerable<Person> Everybody => [Seller, Buyer, .. Strangers, .. SingleRoles, .. WithoutRole];

    public required Keys Keys { get; init; }

    public static Task<AccessWorld> BuildAsync(WebKBoss web) => new AccessWorldBuilder(web).BuildAsync();
}

/// <summary>The ids, codes and numbers of the observed rows, by what they are.</summary>
internal sealed record Keys
{
    public long SupplierId { get; set; }

    public long ProductId { get; set; }

    public long SkuId { get; set; }

    public string SkuCode { get; set; } = "";

    public long OfferId { get; set; }

    public decimal UnitPrice { get; set; }

    public string ImageKey { get; set; } = "";

    public long ImportId { get; set; }

    /// <summary>A member of the distributor that never did business, has the role Finance and sits in the department.</summary>
    public long MemberId { get; set; }

    public long DisabledMemberId { get; set; }

    public long SalespersonId { get; set; }

    public long OtherSalespersonId { get; set; }

    public long DepartmentId { get; set; }

    public long OtherDepartmentId { get; set; }

    public string AccountCode { get; set; } = "";

    public string InviteCode { get; set; } = "";

    public string CustomerCode { get; set; } = "";

    /// <summary>A customer that has a salesperson and never did business.</summary>
    public string QuietCustomerCode { get; set; } = "";

    /// <summary>A customer without a salesperson.</summary>
    public string PoolCustomerCode { get; set; } = "";

    public long NoteId { get; set; }

    public long JoinRequestId { get; set; }

    public long NoticeId { get; set; }

    public long CartLineId { get; set; }

    public string UnpaidOrderNo { get; set; } = "";

    public string PaidOrderNo { get; set; } = "";

    public string TaskNo { get; set; } = "";

    public string ResourceNo { get; set; } = "";

    public string RechargeNo { get; set; } = "";
}
