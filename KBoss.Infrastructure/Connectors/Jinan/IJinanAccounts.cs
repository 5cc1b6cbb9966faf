namespace KBoss.Infrastructure.Connectors.Jinan;

/// <summary>Says which account of the centre is bound to a customer; the pool of accounts answers.</summary>
public interface IJinanAccounts
{
    /// <summary>The account, or null when none is bound.</summary>
    Task<string?> BoundToAsync(long organizationId, long buyerId, CancellationToken ct);
}
