using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Files;

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
        Name = NameOf(name);
        ContentType = contentType;
        Size = size;
        Sha256 = sha256;
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>The name it was uploaded under, as <see cref="NameOf"/> leaves it.</summary>
    public string Name { get; private set; } = "";

    public string ContentType { get; private set; } = "";

    /// <summary>In bytes, before encryption.</summary>
    public long Size { get; private set; }

    public string Sha256 { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    /// <summary>
    /// A name without folders, of whichever system, and without what cannot be seen or turns the direction of the text; its last 200 characters.
    /// </summary>
    public static string NameOf(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var plain = string.Concat(last.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)).Trim();
        return plain.Length > 200 ? plain[^200..] : plain.Length > 0 ? plain : "file";
    }
}
