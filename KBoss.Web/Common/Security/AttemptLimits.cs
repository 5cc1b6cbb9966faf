using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using KBoss.Domain.Common;
using Microsoft.Extensions.Options;

namespace KBoss.Web.Common;

/// <summary>What is limited: each by the address it comes from and by the account it is about.</summary>
public enum Attempt
{
    Password,
    Code,
    Registration,

    /// <summary>Asking for a code to register with, which anybody can for any phone: counted apart from what is done with a phone that is proven.</summary>
    RegistrationCode,

    /// <summary>Giving that code.</summary>
    RegistrationTry,
    Reset,

    /// <summary>An event that says it comes from DingTalk, which sends many at once when many approvals move.</summary>
    DingTalk,

    /// <summary>Entering an invite code as a customer, who could try codes that others were given.</summary>
    InviteCode,

    /// <summary>Leaving a message on the board, which anybody can; counted by the address alone.</summary>
    Message,
}

/// <summary>So many attempts in a window, from one address and for one account.</summary>
public sealed class AttemptLimit
{
    public int PerAddress { get; set; }

    public int PerAccount { get; set; }

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Section <c>RateLimits</c> of the configuration.</summary>
public sealed class AttemptLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>An office shares one address, so it gets more than a person does.</summary>
    public AttemptLimit Password { get; set; } = new() { PerAddress = 60, PerAccount = 12 };

    public AttemptLimit Code { get; set; } = new() { PerAddress = 60, PerAccount = 12 };

    public AttemptLimit Registration { get; set; } = new() { PerAddress = 30, PerAccount = 10, Window = TimeSpan.FromMinutes(10) };

    public AttemptLimit RegistrationCode { get; set; } = new() { PerAddress = 30, PerAccount = 10, Window = TimeSpan.FromMinutes(10) };

    public AttemptLimit RegistrationTry { get; set; } = new() { PerAddress = 60, PerAccount = 12 };

    public AttemptLimit Reset { get; set; } = new() { PerAddress = 30, PerAccount = 10, Window = TimeSpan.FromMinutes(10) };

    public AttemptLimit DingTalk { get; set; } = new() { PerAddress = 1200, PerAccount = 1200 };

    /// <summary>Counted by member alone: whoever enters a code is signed in.</summary>
    public AttemptLimit InviteCode { get; set; } = new() { PerAddress = 30, PerAccount = 10, Window = TimeSpan.FromMinutes(10) };

    public AttemptLimit Message { get; set; } = new() { PerAddress = 10, PerAccount = 10, Window = TimeSpan.FromMinutes(10) };

    internal AttemptLimit Of(Attempt attempt) => attempt switch
    {
        Attempt.Password => Password,
        Attempt.Code => Code,
        Attempt.Registration => Registration,
        Attempt.RegistrationCode => RegistrationCode,
        Attempt.RegistrationTry => RegistrationTry,
        Attempt.DingTalk => DingTalk,
        Attempt.InviteCode => InviteCode,
        Attempt.Message => Message,
        _ => Reset,
    };
}

/// <summary>Too many attempts from one address or for one account (HTTP 429).</summary>
public sealed class TooManyAttemptsException(int seconds) : RuleException("Common.TooManyAttempts", seconds);

/// <summary>Slows down guessing. It asks within the page and not before it, because only the page knows the account and keeps what was typed.</summary>
public sealed class AttemptLimits : IDisposable
{
    private readonly PartitionedRateLimiter<(Attempt Attempt, string Who)> byAddress;
    private readonly PartitionedRateLimiter<(Attempt Attempt, string Who)> byAccount;

    public AttemptLimits(IOptions<AttemptLimitOptions> options)
    {
        byAddress = Limiter(attempt => options.Value.Of(attempt).PerAddress, attempt => options.Value.Of(attempt).Window);
        byAccount = Limiter(attempt => options.Value.Of(attempt).PerAccount, attempt => options.Value.Of(attempt).Window);
    }

    /// <summary>Counts one attempt; one too many is <see cref="TooManyAttemptsException"/>.</summary>
    public void Demand(Attempt attempt, HttpContext http, string? account)
    {
        Demand(byAddress, attempt, AddressOf(http.Connection.RemoteIpAddress));
        if ((Phones.Mobile(account) ?? NormalText.Key(account ?? "")) is { Length: > 0 } about)
        {
            Demand(byAccount, attempt, about.Length > 100 ? about[..100] : about);
        }
    }

    /// <summary>
    /// Counts one attempt of a signed-in member, on a page that has no request of its own; one too many is <see cref="TooManyAttemptsException"/>.
    /// </summary>
    public void Demand(Attempt attempt, long memberId) => Demand(byAccount, attempt, memberId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whose address counts as one: an IPv4 address, or the network of 64 bits that a line gets with IPv6 and in which it has as many addresses as it likes.</summary>
    public static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) + "/64" : address.ToString();
    }

    public void Dispose()
    {
        byAddress.Dispose();
        byAccount.Dispose();
    }

    private static void Demand(PartitionedRateLimiter<(Attempt Attempt, string Who)> limiter, Attempt attempt, string who)
    {
        using var lease = limiter.AttemptAcquire((attempt, who));
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            throw new TooManyAttemptsException((int)Math.Ceiling(wait.TotalSeconds));
        }
    }

    private static PartitionedRateLimiter<(Attempt Attempt, string Who)> Limiter(Func<Attempt, int> permits, Func<Attempt, TimeSpan> window) =>
        PartitionedRateLimiter.Create<(Attempt Attempt, string Who), string>(key => RateLimitPartition.GetFixedWindowLimiter(
            string.Create(CultureInfo.InvariantCulture, $"{key.Attempt}:{key.Who}"),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = permits(key.Attempt), Window = window(key.Attempt), QueueLimit = 0 }));
}
