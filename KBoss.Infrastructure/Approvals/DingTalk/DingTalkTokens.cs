namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>
/// The token of the app, kept for all calls of this process. It is asked for a few minutes before it ends and by one caller at a time: DingTalk gives the
/// same token to whoever asks again.
/// </summary>
public sealed class DingTalkTokens(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim asking = new(1);
    private Kept? kept;

    /// <summary>The token that is kept for the app, or the one that <paramref name="ask"/> brings with its lifetime.</summary>
    public async Task<string> GetAsync(string appKey, Func<CancellationToken, Task<(string Token, TimeSpan Lifetime)>> ask, CancellationToken ct)
    {
        if (Good(appKey) is { } known)
        {
            return known;
        }

        await asking.WaitAsync(ct);
        try
        {
            if (Good(appKey) is { } other)
            {
                return other;
            }

            var now = time.GetUtcNow();
            var (token, lifetime) = await ask(ct);
            // What lives shorter than we refresh early is used for half of its life.
            var use = lifetime > Early * 2 ? lifetime - Early : lifetime / 2;
            kept = new Kept(appKey, token, now + use);
            return token;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>Forgets a token that DingTalk has refused; one that somebody else has brought since stays.</summary>
    public void Forget(string token)
    {
        if (kept is { } old && old.Token == token)
        {
            Interlocked.CompareExchange(ref kept, null, old);
        }
    }

    public void Dispose() => asking.Dispose();

    private string? Good(string appKey) => kept is { } token && token.AppKey == appKey && time.GetUtcNow() < token.Until ? token.Token : null;

    private sealed record Kept(string AppKey, string Token, DateTimeOffset Until);
}
