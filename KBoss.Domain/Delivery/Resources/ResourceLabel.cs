using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery.Resources;

/// <summary>What a customer calls one of its resources and has noted about it; its seller does not see it.</summary>
public sealed class ResourceLabel : Entity, IOrganizationOwned, IAudited
{
    public const int MaxName = 60;

    public const int MaxNote = 1000;

    private ResourceLabel()
    {
    }

    public ResourceLabel(long organizationId, string resourceNo)
    {
        OrganizationId = organizationId;
        ResourceNo = resourceNo;
    }

    public long OrganizationId { get; private set; }

    public string ResourceNo { get; private set; } = "";

    /// <summary>Empty: it is called like the product.</summary>
    public string Name { get; private set; } = "";

    public string Note { get; private set; } = "";

    public string AuditSubject => $"ResourceLabel {ResourceNo}";

    /// <summary>Another name and note; both may be empty.</summary>
    public void Write(string? name, string? note)
    {
        Refusals.All(() => Name = Require.Optional(name, "name", MaxName), () => Note = Require.Optional(note, "note", MaxNote, free: true));
    }
}
