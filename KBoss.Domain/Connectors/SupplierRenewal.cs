using KBoss.Domain.Common;

namespace KBoss.Domain.Connectors;

/// <summary>
/// A renewal at a supplier that would not recognise a repetition: until when the thing ran before it was asked for. If it runs longer now, this renewal has
/// been carried out and is not sent again.
/// </summary>
public sealed class SupplierRenewal : Entity, IOrganizationOwned
{
    private SupplierRenewal()
    {
    }

    public SupplierRenewal(long organizationId, string key, string reference, DateTime endedAt, DateTime now)
    {
        (OrganizationId, Key, Reference) = (organizationId, key, reference);
        EndedAt = Require.Utc(endedAt);
        AskedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>Names this one renewal; unique at the distributor.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The supplier's own name of what is renewed.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>Until when it ran before (UTC).</summary>
    public DateTime EndedAt { get; private set; }

    /// <summary>When it was asked for first (UTC).</summary>
    public DateTime AskedAt { get; private set; }

    /// <summary>When the supplier had carried it out (UTC); null while that is not known.</summary>
    public DateTime? DoneAt { get; private set; }

    /// <summary>The supplier has carried it out.</summary>
    public void Finish(DateTime now) => DoneAt ??= Require.Utc(now);
}
