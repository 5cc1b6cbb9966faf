namespace KBoss.Infrastructure.SignIn.Passwords;

/// <summary>
/// Lets an answer take its time, so that how fast it comes does not tell whether an account exists: equal work in <see cref="PasswordTries"/> hides
/// what hashing takes, and this what a code that is sent or not takes besides.
/// </summary>
internal static class EvenPace
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs the work and answers or refuses no sooner than after the least time.</summary>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var least = Task.Delay(Least, ct);
        try
        {
            return await work();
        }
        finally
        {
            await least;
        }
    }
}
