namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>A partner refused: its code, and its message for people.</summary>
/// <param name="retry">Whether the partner says that the same may succeed later.</param>
public sealed class PartnerException(string code, string message, bool retry, Exception? inner = null) : Exception($"{code}: {message}", inner)
{
    /// <summary>The code when no answer came, or none that can be read.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>The code when settings are missing and nothing was sent.</summary>
    public const string NotConfigured = "NotConfigured";

    /// <summary>The partner does not know what it was asked about.</summary>
    public const string NotFound = "NotFound";

    public string Code { get; } = code;

    /// <summary>The partner's message, without the code.</summary>
    public string Said { get; } = message;

    public bool IsTransient { get; } = retry;
}
