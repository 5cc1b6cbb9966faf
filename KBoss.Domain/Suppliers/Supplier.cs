using KBoss.Domain.Common;

namespace KBoss.Domain.Suppliers;

/// <summary>How far a supplier is integrated: it schedules itself, KBoss manages its resources, or it stands for own devices.</summary>
public enum SupplierKind
{
    Product,
    Resource,
    Virtual,
}

/// <summary>Who delivers what the supplier sells: Maintenance by hand, or the supplier's API.</summary>
public enum Connector
{
    Manual,
    TencentCloud,
    Jinan,
    Zhongjin,
}

/// <summary>A company that the distributor buys from, under one supply agreement at a time.</summary>
public sealed class Supplier : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private Supplier()
    {
    }

    public Supplier(long organizationId, SupplierFacts facts, DateTime now)
    {
        OrganizationId = organizationId;
        Change(facts);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>Unique at the distributor by <see cref="NameKey"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the name is compared by.</summary>
    [Compared]
    [NotAudited]
    public string NameKey { get; private set; } = "";

    public SupplierKind Kind { get; private set; }

    public Connector Connector { get; private set; }

    public string Contact { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string Note { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public string AuditSubject => $"Supplier {Name}";

    /// <summary>Takes over the supplier's basic information.</summary>
    public void Change(SupplierFacts facts)
    {
        Refusals.All(
            () => Name = Require.Text(facts.Name, "name", 100),
            () => Contact = Require.Optional(facts.Contact, "contact", 50),
            () => Phone = Phones.Contact(Require.Optional(facts.Phone, "phone", 30)),
            () => Note = Require.Optional(facts.Note, "note", 1000, free: true));
        NameKey = NormalText.Key(Name);
        Kind = facts.Kind;
        Connector = facts.Connector;
    }
}

/// <summary>The basic information of a supplier as Operations writes it.</summary>
public sealed record SupplierFacts(
    string Name, SupplierKind Kind, Connector Connector = Connector.Manual, string Contact = "", string Phone = "", string Note = "");
