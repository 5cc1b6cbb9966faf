using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>Why a push that says it comes from DingTalk is not believed.</summary>
public enum DingTalkRefusal
{
    NotConfigured,

    /// <summary>Not signed with the token of our subscription.</summary>
    BadSignature,

    /// <summary>Signed, but not encrypted with our key, or not as the protocol says.</summary>
    Unreadable,

    /// <summary>Encrypted for another app or enterprise.</summary>
    OtherOwner,

    /// <summary>Signed too long ago, or in the future.</summary>
    TooOld,
}

/// <summary>A push that says it comes from DingTalk and is not believed.</summary>
public sealed class DingTalkRefusedException(DingTalkRefusal refusal, string message, Exception? inner = null) : Exception(message, inner)
{
    public DingTalkRefusal Refusal { get; } = refusal;
}

/// <summary>The answer to a push: an encrypted text with its signature.</summary>
public sealed record DingTalkReply(string Signature, string Timestamp, string Nonce, string Encrypt);

/// <summary>
/// Signs and encrypts as DingTalk does for pushed events. A block is 16 random bytes, the length of the message as four bytes (the highest first), the
/// message in UTF-8 and its owner, filled up to a multiple of 32 bytes, under AES-256-CBC whose first vector is the first half of the key.
/// </summary>
public sealed class DingTalkCallbackCrypto
{
    private const int BlockSize = 32;
    private const int RandomSize = 16;
    private const int Head = RandomSize + sizeof(int);

    private readonly string token;
    private readonly string owner;
    private readonly byte[] key;

    /// <summary>
    /// With the subscription's token and key, and the app (or enterprise) that owns what is pushed; a key that is none is refused as not configured.
    /// </summary>
    public DingTalkCallbackCrypto(string token, string encodingAesKey, string owner)
    {
        (this.token, this.owner) = (token, owner);
        try
        {
            key = Convert.FromBase64String(encodingAesKey + "=");
        }
        catch (FormatException e)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.NotConfigured, "The AES key is no Base64.", e);
        }

        if (key.Length != 32 || token.Length == 0 || owner.Length == 0)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.NotConfigured, "The AES key has not 43 characters, or token or owner is missing.");
        }
    }

    /// <summary>The signature of an encrypted text: SHA-1 in lower-case hexadecimal over the four parts in the order of their characters.</summary>
    public string Sign(string timestamp, string nonce, string encrypt)
    {
        string[] parts = [token, timestamp, nonce, encrypt];
        Array.Sort(parts, StringComparer.Ordinal);
#pragma warning disable CA5350 // The protocol knows no other; what it protects is encrypted as well and is only a hint to look.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
    }

    /// <summary>The message of a push whose signature is ours; otherwise <see cref="DingTalkRefusedException"/>.</summary>
    public string Open(string signature, string timestamp, string nonce, string encrypt)
    {
        var expected = Encoding.ASCII.GetBytes(Sign(timestamp, nonce, encrypt));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature))
            ? Decrypt(encrypt)
            : throw new DingTalkRefusedException(DingTalkRefusal.BadSignature, "The push is not signed by DingTalk.");
    }

    /// <summary>The message that an encrypted text holds; otherwise <see cref="DingTalkRefusedException"/>.</summary>
    public string Decrypt(string encrypt)
    {
        byte[] plain;
        try
        {
            using var aes = Cipher();
            plain = aes.DecryptCbc(Convert.FromBase64String(encrypt), key.AsSpan(0, 16), PaddingMode.None);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new DingTalkRefusedException(DingTalkRefusal.Unreadable, "The text cannot be decrypted.", e);
        }

        var pad = plain.Length > 0 ? plain[^1] : 0;
        if (plain.Length < BlockSize || pad is < 1 or > BlockSize || plain.Length - pad < Head || plain.AsSpan(plain.Length - pad).ContainsAnyExcept((byte)pad))
        {
            throw Unreadable();
        }

        var content = plain.AsSpan(0, plain.Length - pad);
        var length = BinaryPrimitives.ReadInt32BigEndian(content[RandomSize..]);
        if (length < 0 || length > content.Length - Head)
        {
            throw Unreadable();
        }

        if (!CryptographicOperations.FixedTimeEquals(content[(Head + length)..], Encoding.UTF8.GetBytes(owner)))
        {
            throw new DingTalkRefusedException(DingTalkRefusal.OtherOwner, "The push is for another app.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content.Slice(Head, length));
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable();
        }
    }

    /// <summary>Encrypts a message with new random bytes.</summary>
    public string Encrypt(string message) => Encrypt(message, RandomNumberGenerator.GetBytes(RandomSize));

    /// <summary>A signed and encrypted text with a nonce of its own, as it is answered to DingTalk; <paramref name="now"/> in UTC.</summary>
    public DingTalkReply Reply(string message, DateTime now)
    {
        var timestamp = new DateTimeOffset(now).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var encrypt = Encrypt(message);
        return new DingTalkReply(Sign(timestamp, nonce, encrypt), timestamp, nonce, encrypt);
    }

    /// <summary>Encrypts a message with given random bytes, so that the vectors of the protocol can be tried.</summary>
    internal string Encrypt(string message, ReadOnlySpan<byte> random)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var tail = Encoding.UTF8.GetBytes(owner);
        var length = Head + text.Length + tail.Length;
        var pad = BlockSize - (length % BlockSize);
        var plain = new byte[length + pad];
        random.CopyTo(plain);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(RandomSize), text.Length);
        text.CopyTo(plain, Head);
        tail.CopyTo(plain, Head + text.Length);
        plain.AsSpan(length).Fill((byte)pad);
        using var aes = Cipher();
        return Convert.ToBase64String(aes.EncryptCbc(plain, key.AsSpan(0, 16), PaddingMode.None));
    }

    private static DingTalkRefusedException Unreadable() => new(DingTalkRefusal.Unreadable, "The decrypted text is not as the protocol says.");

    private Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}
