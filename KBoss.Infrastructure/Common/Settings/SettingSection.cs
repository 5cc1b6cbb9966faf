using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Settings;

/// <summary>What may be typed into a field of the settings.</summary>
public enum SettingKind
{
    Text,

    /// <summary>Text of several lines.</summary>
    Lines,

    /// <summary>Never shown again once it was typed.</summary>
    Secret,

    /// <summary>A secret: an RSA private key, PKCS#8 or PKCS#1, Base64 with or without PEM header.</summary>
    RsaPrivateKey,

    /// <summary>An RSA public key, X.509, Base64 with or without PEM header.</summary>
    RsaPublicKey,

    /// <summary>A secret: 32 bytes in Base64 without the character that fills it up, as DingTalk gives it.</summary>
    AesKey,

    /// <summary>An address by https; in Development also by http on this machine.</summary>
    Url,

    /// <summary>The name or address of a server, without <c>https://</c> and port.</summary>
    Host,

    Email,
    Number,
    Amount,
    YesNo,

    /// <summary>A time of the day, <c>09:00</c>.</summary>
    TimeOfDay,

    /// <summary>Days <c>yyyy-MM-dd</c>, one a line.</summary>
    Days,

    /// <summary>One of the words of <see cref="SettingField.Choices"/>.</summary>
    Choice,
}

/// <summary>One value of a section: its key in the configuration below the section, and what may be typed.</summary>
public sealed record SettingField(string Key, SettingKind Kind = SettingKind.Text)
{
    public int MaxLength { get; init; } = 200;

    /// <summary>What holds while nothing was typed, to be shown beside the empty field.</summary>
    public string Default { get; init; } = "";

    public decimal Least { get; init; }

    public decimal Most { get; init; } = 1_000_000_000m;

    /// <summary>How many decimals an amount may have.</summary>
    public int Decimals { get; init; } = 2;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether it is shown to nobody once it was typed.</summary>
    public bool IsSecret => Kind is SettingKind.Secret or SettingKind.RsaPrivateKey or SettingKind.AesKey;

    /// <summary>The name of the field on the page, and in refusals.</summary>
    public string Name => Key.Replace(':', '-').ToLowerInvariant();

    /// <summary>The value in its normal form. Refuses what the kind does not allow with <c>Settings.…</c>; an empty text is always allowed.</summary>
    public string Read(string? typed, bool isDevelopment)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return "";
        }

        return Kind switch
        {
            SettingKind.Text => Require.Text(text, Name, MaxLength),
            SettingKind.Lines => Require.Text(text, Name, MaxLength, free: true),
            SettingKind.Secret => Visible(text),
            SettingKind.RsaPrivateKey => IsKey(text, isPrivate: true) ? text : throw Refused("Settings.PrivateKeyInvalid"),
            SettingKind.RsaPublicKey => IsKey(text, isPrivate: false) ? text : throw Refused("Settings.PublicKeyInvalid"),
            SettingKind.AesKey => IsAesKey(text) ? text : throw Refused("Settings.AesKeyInvalid"),
            SettingKind.Url => Url(text, isDevelopment),
            SettingKind.Host => text.Length <= MaxLength && Uri.CheckHostName(text) != UriHostNameType.Unknown ? text : throw Refused("Settings.HostInvalid"),
            SettingKind.Email => text.Length <= MaxLength && System.Net.Mail.MailAddress.TryCreate(text, out var mail) && mail.Address == text
                ? text : throw Refused("Settings.EmailInvalid"),
            SettingKind.Number => Number(text, NumberStyles.AllowLeadingSign, decimals: 0),
            SettingKind.Amount => Number(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, Decimals),
            SettingKind.YesNo => bool.TryParse(text, out var yes) ? yes.ToString() : throw Refused("Settings.ChoiceInvalid"),
            SettingKind.TimeOfDay => TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time.ToString("HH:mm", CultureInfo.InvariantCulture) : throw Refused("Settings.TimeInvalid"),
            SettingKind.Days => Days(text),
            SettingKind.Choice => Choices.Contains(text) ? text : throw Refused("Settings.ChoiceInvalid"),
            _ => throw new InvalidOperationException($"Nobody reads a {Kind}."),
        };
    }

    private RuleException Refused(string code, params object?[] args) => new(code, args) { Field = Name };

    private string Visible(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new RuleException("Common.TextTooLong", MaxLength) { Field = Name };
        }

        return text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? throw Refused("Settings.SecretHasBlanks") : text;
    }

    private string Url(string text, bool isDevelopment) =>
        text.Length <= MaxLength && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url is { Scheme: "http", IsLoopback: true }))
            ? text : throw Refused("Settings.UrlInvalid");

    private string Number(string text, NumberStyles styles, int decimals) =>
        decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most && decimal.Round(number, decimals) == number
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw (decimals == 0 ? Refused("Settings.NumberInvalid", (long)Least, (long)Most) : Refused("Settings.NumberInvalid", Least, Most));

    private string Days(string text)
    {
        var days = text.Split(['\n', '\r', ',', '，', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var day in days)
        {
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            {
                throw Refused("Settings.DayInvalid", day);
            }
        }

        return days.Length <= 400 ? string.Join('\n', days.Distinct().Order(StringComparer.Ordinal)) : throw Refused("Settings.TooManyDays", 400);
    }

    private static bool IsAesKey(string text)
    {
        var bytes = new byte[33];
        return text.Length == 43 && Convert.TryFromBase64String(text + "=", bytes, out var written) && written == 32;
    }

    private static bool IsKey(string text, bool isPrivate)
    {
        using var rsa = RSA.Create();
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                rsa.ImportFromPem(text);
                return rsa.KeySize >= 2048 && IsPrivate(rsa) == isPrivate;
            }

            var bytes = Convert.FromBase64String(text);
            if (!isPrivate)
            {
                rsa.ImportSubjectPublicKeyInfo(bytes, out _);
                return rsa.KeySize >= 2048;
            }

            try
            {
                rsa.ImportPkcs8PrivateKey(bytes, out _);
            }
            catch (CryptographicException)
            {
                rsa.ImportRSAPrivateKey(bytes, out _);
            }

            return rsa.KeySize >= 2048;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPrivate(RSA rsa)
    {
        try
        {
            return rsa.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>
/// A section of the settings that an Admin may type, under its name in the configuration: for the whole platform, by the root distributor, or for one
/// distributor each. A module registers its own as a singleton.
/// </summary>
public sealed record SettingSection(string Name, bool OfPlatform, IReadOnlyList<SettingField> Fields)
{
    /// <summary>
    /// Looks at what belongs together, given the values that are right by themselves (by key), and refuses each at its field, together with the others.
    /// </summary>
    internal Action<IReadOnlyDictionary<string, string>, Refusals>? Together { get; init; }
}
