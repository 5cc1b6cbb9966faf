namespace KBoss.Infrastructure.Ledger;

/// <summary>A customer whose wallet and prepaid account differ; yuan.</summary>
public sealed record WalletMismatch(string Customer, decimal Wallet, decimal Book);

/// <summary>What "verify" found: how many wallets and entries were compared, and everything that is wrong.</summary>
public sealed record VerificationResult(int Wallets, int Entries, IReadOnlyList<WalletMismatch> Mismatches, int Unbalanced, DateTime At)
{
    public bool Proven => Mismatches.Count == 0 && Unbalanced == 0;
}

/// <summary>The book of an organization was proven, however it ended.</summary>
public sealed record BookProven(long OrganizationId);

/// <summary>Compares a book with the wallets it stands for; implemented where the wallets are.</summary>
public interface IBookVerification
{
    /// <summary>
    /// Proves for the actor's own book that every wallet equals the customer's prepaid account and that every entry balances [R-LED-1] [R-LED-3].
    /// </summary>
    Task<VerificationResult> VerifyAsync(CancellationToken ct = default);
}
