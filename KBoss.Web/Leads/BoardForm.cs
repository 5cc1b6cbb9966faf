using System.Globalization;
using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.DataProtection;

namespace KBoss.Web.Leads;

/// <summary>
/// What each form of the message board is given when it is shown: by it a form that is sent twice is known, and one that no person can have filled in so
/// quickly. Nobody else can make one.
/// </summary>
public sealed class BoardForm(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a person takes at least.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly IDataProtector protector = protection.CreateProtector("KBoss.MessageBoard");

    /// <summary>A new one.</summary>
    public string New() => protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{RandomNumberGenerator.GetHexString(32)} {time.UtcNow().Ticks}"));

    /// <summary>The key of a form that was sent; refused with <c>Leads.FormStale</c> when it is not ours or too old, and with <c>Leads.TooQuick</c>.</summary>
    public string Demand(string? sent)
    {
        string[] parts;
        try
        {
            parts = protector.Unprotect(sent ?? "").Split(' ');
        }
        catch (CryptographicException)
        {
            throw new RuleException("Leads.FormStale");
        }

        var age = time.UtcNow() - new DateTime(long.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeKind.Utc);
        return age < Least ? throw new RuleException("Leads.TooQuick") : age > Longest ? throw new RuleException("Leads.FormStale") : parts[0];
    }
}
