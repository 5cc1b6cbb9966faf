using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KBoss.Infrastructure.Wallets.Alipay;

/// <summary>An answer of the gateway cut into what is signed and the signature: the node's text exactly as it came.</summary>
public sealed record AlipayResponse(string NodeName, string Node, string? Sign)
{
    public const string ErrorNode = "error_response";
}

/// <summary>Alipay's RSA2 signatures (SHA256withRSA, PKCS#1 v1.5, Base64) over requests, notifications and answers.</summary>
public static class AlipaySignature
{
    public const string SignType = "RSA2";

    /// <summary>The string that signs a request: every parameter with a value except <c>sign</c>, sorted by name.</summary>
    public static string RequestString(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Join(parameters.Where(p => p.Key != "sign"));

    /// <summary>The string that signs a notification or a return: as for a request, but <c>sign_type</c> is left out too.</summary>
    public static string NotificationString(IEnumerable<KeyValuePair<string, string>> parameters) =>
        Join(parameters.Where(p => p.Key is not ("sign" or "sign_type")));

    /// <summary>Signs a string; <see cref="CryptographicException"/> if the key is not an RSA private key.</summary>
    public static string Sign(string content, string privateKey)
    {
        using var rsa = ImportPrivateKey(privateKey);
        return Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Whether the signature was made over the string by the owner of the key; false for a signature that is not Base64.</summary>
    public static bool Verify(string content, string? sign, string publicKey)
    {
        if (string.IsNullOrEmpty(sign))
        {
            return false;
        }

        var signature = new byte[sign.Length];
        if (!Convert.TryFromBase64String(sign, signature, out var length))
        {
            return false;
        }

        using var rsa = ImportPublicKey(publicKey);
        return rsa.VerifyData(Encoding.UTF8.GetBytes(content), signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Whether Alipay signed the answer; an answer without signature is not signed.</summary>
    public static bool Verify(AlipayResponse response, string alipayPublicKey) =>
        Verify(response.Node, response.Sign, alipayPublicKey)
        // Some of Alipay's services escape slashes after they have signed.
        || (response.Node.Contains("\\/", StringComparison.Ordinal)
            && Verify(response.Node.Replace("\\/", "/", StringComparison.Ordinal), response.Sign, alipayPublicKey));

    /// <summary>
    /// Cuts an answer to <paramref name="method"/> apart without re-writing it. <see cref="AlipayException"/> (<c>malformed</c>)
    /// if it is not JSON, lacks the node, or names a node or the signature twice: then two readers could see two different answers.
    /// </summary>
    public static AlipayResponse ReadResponse(string body, string method)
    {
        var expected = method.Replace('.', '_') + "_response";
        var bytes = Encoding.UTF8.GetBytes(body.TrimStart('\uFEFF'));
        try
        {
            return Read(bytes, expected);
        }
        catch (JsonException exception)
        {
            throw new AlipayException(AlipayException.Malformed, "The answer is not JSON.", inner: exception);
        }
    }

    /// <summary>Reads a private key in PKCS#8 or PKCS#1 form, with or without PEM header.</summary>
    public static RSA ImportPrivateKey(string key) => Import(key, (rsa, der) =>
    {
        try
        {
            rsa.ImportPkcs8PrivateKey(der, out _);
        }
        catch (CryptographicException)
        {
            rsa.ImportRSAPrivateKey(der, out _);
        }
    });

    /// <summary>Reads a public key in X.509 form, with or without PEM header.</summary>
    public static RSA ImportPublicKey(string key) => Import(key, (rsa, der) => rsa.ImportSubjectPublicKeyInfo(der, out _));

    private static string Join(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters
            .Where(p => !string.IsNullOrEmpty(p.Key) && !string.IsNullOrEmpty(p.Value))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{p.Key}={p.Value}"));

    private static AlipayResponse Read(byte[] bytes, string expected)
    {
        var reader = new Utf8JsonReader(bytes);
        string? nodeName = null, node = null, sign = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed("The answer is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == expected || name == AlipayResponse.ErrorNode)
            {
                if (node is not null || reader.TokenType != JsonTokenType.StartObject)
                {
                    throw Malformed($"The node {name} is repeated or not an object.");
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                if (bytes.AsSpan(end).IndexOf(Encoding.UTF8.GetBytes($"\"{name}\"")) >= 0)
                {
                    throw Malformed($"The node {name} is repeated.");
                }

                (nodeName, node) = (name, Encoding.UTF8.GetString(bytes, start, end - start));
            }
            else if (name == "sign")
            {
                if (sign is not null || reader.TokenType != JsonTokenType.String)
                {
                    throw Malformed("The signature is repeated or not a string.");
                }

                sign = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        // Reading on refuses anything that follows the object.
        reader.Read();
        return node is null ? throw Malformed($"The answer has no node {expected}.") : new AlipayResponse(nodeName!, node, sign);
    }

    private static AlipayException Malformed(string message) => new(AlipayException.Malformed, message);

    private static RSA Import(string key, Action<RSA, byte[]> import)
    {
        var body = string.Concat(key.Split('\n').Where(line => !line.StartsWith("-----", StringComparison.Ordinal)).Select(line => line.Trim()));
        var rsa = RSA.Create();
        try
        {
            import(rsa, Convert.FromBase64String(body));
            return rsa;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            rsa.Dispose();
            throw new CryptographicException("The text is not an RSA key in a form that Alipay hands out.", exception);
        }
    }
}
