namespace KBoss.Domain.Common;

/// <summary>A row with an identity of its own; <see cref="Version"/> grows with every change and refuses a stale write.</summary>
public abstract class Entity
{
    public long Id { get; private set; }

    public int Version { get; private set; }
}

/// <summary>Belongs to one organization and is seen by nobody else.</summary>
public interface IOrganizationOwned
{
    long OrganizationId { get; }
}

/// <summary>
/// A fact of the catalogue: belongs to one organization, which alone may change it, and is seen by every distributor that has an offer for it.
/// It may hold nothing that is meant for its owner only.
/// </summary>
public interface ISeenDownstream : IOrganizationOwned;

/// <summary>An organization itself: seen by itself and by its seller, and added by whoever will be its seller.</summary>
public interface ITenant
{
    long Id { get; }

    long? SellerId { get; }
}

/// <summary>
/// People are shown how many there are: those that are counted for the same member or organization are counted together. The number is kept in memory
/// until one of them is added, changed or deleted.
/// </summary>
public interface ICounted
{
    /// <summary>The id of the member or organization.</summary>
    long CountedFor { get; }
}

/// <summary>Belongs to a member's account itself and goes with it: who has no more than that never did business.</summary>
public interface IGoesWithMember
{
    long MemberId { get; }
}

/// <summary>Its changes and its deletion go into the audit log, under the business name that <see cref="AuditSubject"/> gives.</summary>
public interface IAudited
{
    string AuditSubject { get; }
}

/// <summary>Keeps a property out of the audit log: a secret, a hash, or a counter that nobody would read.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>The kinds of thing as which rows of one class stand in the audit log, where it is more than one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedKindsAttribute(params string[] kinds) : Attribute
{
    /// <summary>The first words of their subjects.</summary>
    public IReadOnlyList<string> Kinds { get; } = kinds;
}

/// <summary>Stands in the audit log with its middle hidden: who changed it shall be known, and not what it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AuditedMaskedAttribute : Attribute;

/// <summary>Goes into the audit log from the moment it is added; what is made in bulk from a kept file or order is not.</summary>
public interface IAuditedFromBirth : IAudited;
