using System.Diagnostics;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Runs the question by which a vendor is tested; whatever comes of it is an answer.</summary>
public static class VendorTest
{
    /// <summary>The code when settings are missing and nothing was asked.</summary>
    public const string NotConfigured = "not-configured";

    /// <summary>Asks, unless something is missing; <paramref name="fault"/> says the vendor's code of what it threw.</summary>
    /// <param name="ask">The question; it gives what the vendor said.</param>
    public static async Task<VendorAnswer> AskAsync(
        IReadOnlyList<string> missing, Func<CancellationToken, Task<string>> ask, Func<Exception, string> fault, CancellationToken ct)
    {
        if (missing.Count > 0)
        {
            return new VendorAnswer(false, NotConfigured, string.Join(", ", missing), TimeSpan.Zero);
        }

        var begun = Stopwatch.GetTimestamp();
        try
        {
            var said = await ask(ct);
            return new VendorAnswer(true, "", VendorSecrets.Mask(said), Stopwatch.GetElapsedTime(begun));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it was: whoever tests the vendor reads it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (code, said) = (fault(e), VendorSecrets.Mask(e.Message));
            // Vendors' exceptions begin with the code, which is shown beside the message.
            return new VendorAnswer(false, code, said.StartsWith($"{code}: ", StringComparison.Ordinal) ? said[(code.Length + 2)..] : said, Stopwatch.GetElapsedTime(begun));
        }
    }
}
