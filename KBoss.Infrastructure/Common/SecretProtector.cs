using System.Security.Cryptography;
using System.Text;
using KBoss.Infrastructure.Common.Data;
using Microsoft.AspNetCore.DataProtection;

namespace KBoss.Infrastructure.Common;

/// <summary>Encrypts what must not be readable in the database or in a file; the keys lie in the data directory, never in the database.</summary>
public sealed class SecretProtector
{
    /// <summary>The name under which Data Protection knows KBoss, and the purpose of its secrets: both are part of every key.</summary>
    internal const string Application = "KBoss";
    internal const string Purpose = "KBoss.Secrets";

    private readonly IDataProtector protector;
    private readonly byte[] hashKey;

    public SecretProtector(IDataProtectionProvider provider, DataDirectory directory)
    {
        protector = provider.CreateProtector(Purpose);
        hashKey = LoadHashKey(directory.Combine("keys", "hash.key"));
    }

    /// <summary>Encrypts a text; an empty one stays empty.</summary>
    public string Protect(string text) => text.Length == 0 ? "" : protector.Protect(text);

    /// <summary>Decrypts what <see cref="Protect(string)"/> made.</summary>
    public string Unprotect(string cipher) => cipher.Length == 0 ? "" : protector.Unprotect(cipher);

    /// <summary>Encrypts bytes.</summary>
    public byte[] Protect(byte[] bytes) => protector.Protect(bytes);

    /// <summary>Decrypts bytes.</summary>
    public byte[] Unprotect(byte[] cipher) => protector.Unprotect(cipher);

    /// <summary>HMAC-SHA256 in hexadecimal under a key outside the database: equal values can be found, none can be guessed from the hash.</summary>
    public string Hash(string value) => Convert.ToHexString(HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes(value)));

    private static byte[] LoadHashKey(string path)
    {
        DataDirectory.MakeFolder(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            // Written aside and moved without overwriting, so that two processes starting together agree on one key.
            var draft = $"{path}.{Guid.NewGuid():N}";
            using (var file = DataDirectory.MakeFile(draft))
            {
                file.Write(RandomNumberGenerator.GetBytes(32));
            }

            try
            {
                File.Move(draft, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        return File.ReadAllBytes(path);
    }
}
