using KBoss.Domain.Common;

namespace KBoss.Domain.Organizations;

/// <summary>A file that was uploaded: its bytes lie encrypted outside the web root and the database, under <see cref="Key"/>.</summary>
public sealed class StoredFile : Entity, IOrganizationOwned
{
    private StoredFile()
    {
    }

    public StoredFile(long organizationId, string key, string name, string contentType, long size, string sha256, DateTime now)
    {
        OrganizationId = organizationId;
        Key = key;
        Name = name.Length > 200 ? name[^200..] : name;
        ContentType = contentType;
        Size = size;
        Sha256 = sha256;
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    /// <summary>In bytes, before encryption.</summary>
    public long Size { get; private set; }

    public string Sha256 { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }
}
