using KBoss.Domain.Access;
using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>A tenant: a distributor that sells, or a customer that buys from exactly one distributor, its seller.</summary>
public sealed class Organization : Entity, ITenant, IAudited
{
    private Organization()
    {
    }

    public OrganizationKind Kind { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Unique short name in lower case: sign-in as <c>user@code</c>, storefront at <c>/shop/{code}</c>.</summary>
    public string Code { get; private set; } = "";

    /// <summary>The distributor it buys from; none for the root distributor.</summary>
    public long? SellerId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>
    /// Whether a distributor stops selling what has fallen below its cost until somebody has looked at it [R-PRC-4]; a new one does.
    /// </summary>
    public bool StopsBelowCost { get; private set; } = true;

    public string AuditSubject => $"Organization {Code}";

    /// <summary>The platform itself: the distributor without an upstream.</summary>
    public static Organization CreateRoot(string name, string code, DateTime now) =>
        Create(OrganizationKind.Distributor, name, code, null, now);

    /// <summary>A customer of the seller.</summary>
    public static Organization CreateCustomer(string name, string code, long sellerId, DateTime now) =>
        Create(OrganizationKind.Customer, name, code, sellerId, now);

    /// <summary>A distributor that buys from <paramref name="upstreamId"/>.</summary>
    public static Organization CreateDistributor(string name, string code, long upstreamId, DateTime now) =>
        Create(OrganizationKind.Distributor, name, code, upstreamId, now);

    /// <summary>Stops what has fallen below its cost until somebody has looked at it, or sells it on.</summary>
    public void StopBelowCost(bool stop) => StopsBelowCost = stop;

    private static Organization Create(OrganizationKind kind, string name, string code, long? sellerId, DateTime now)
    {
        var trimmed = Require.Code(code, "code", 40).ToLowerInvariant();
        if (!trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new RuleException("Organizations.CodeInvalid") { Field = "code" };
        }

        return new Organization
        {
            Kind = kind,
            Name = Require.Text(name, "name", 100),
            Code = trimmed,
            SellerId = sellerId,
            CreatedAt = Require.Utc(now),
        };
    }
}
