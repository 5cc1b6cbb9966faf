using System.Globalization;
using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Messaging.Mail;

/// <summary>How the connection to the mail server is kept secret.</summary>
public enum MailSecurity
{
    /// <summary>In the clear at first, then encrypted; a server that does not offer that is refused (port 587).</summary>
    StartTls,

    /// <summary>Encrypted from the first byte (port 465).</summary>
    Tls,

    /// <summary>In the clear: for a server on the same machine only.</summary>
    None,
}

/// <summary>The server that takes e-mail for sending: configuration section <c>Mail</c>. Without one nobody is offered mail.</summary>
public sealed class MailOptions : VendorOptions
{
    public const string Section = "Mail";

    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; }

    /// <summary>The account at the server; empty where it asks for none.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The address from which mail comes.</summary>
    public string From { get; set; } = "";

    public string FromName { get; set; } = "KBoss";

    public override TimeSpan PerAttempt => TimeSpan.FromSeconds(20);

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
    [
        (nameof(Host), Host), (nameof(From), From), (nameof(Port), Port > 0 ? Port.ToString(CultureInfo.InvariantCulture) : null),
        (nameof(Password), User.Length == 0 ? "-" : Password),
    ];
}
