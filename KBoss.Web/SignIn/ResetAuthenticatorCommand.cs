using KBoss.Infrastructure.SignIn.Codes;

namespace KBoss.Web.SignIn;

/// <summary>
/// <c>KBoss.Web reset-authenticator user@code</c>: takes the authenticator app off an account whose member has lost it and has no other Admin to ask,
/// and ends. Whoever can start it at the machine could write to the database as well.
/// </summary>
public static class ResetAuthenticatorCommand
{
    /// <summary>Whether the command line asks for it.</summary>
    public static bool Asked(string[] args) => args is ["reset-authenticator", ..];

    /// <summary>Runs it and returns the exit code: 0 when it was taken off, 1 when there is no such account or it uses no app, 2 without an account.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        if (args is not [_, var account, ..] || !account.Contains('@', StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync("Name the account: reset-authenticator user@organization-code");
            return 2;
        }

        await using var scope = services.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<AuthenticatorRecovery>().TakeOffAsync(account))
        {
            await Console.Error.WriteLineAsync($"There is no account {account}, or it uses no authenticator app. Nothing was changed.");
            return 1;
        }

        Console.WriteLine($"The authenticator app was taken off {account}. Its sessions end within a minute; it signs in with codes by SMS again.");
        return 0;
    }
}
