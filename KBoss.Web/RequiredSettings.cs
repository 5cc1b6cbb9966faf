using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.Extensions.Options;

namespace KBoss.Web;

/// <summary>What Production cannot do without: nobody signs in where no SMS can be sent, so it is better not to start at all.</summary>
public static class RequiredSettings
{
    /// <summary>Throws with the names of the settings that are missing; Development has simulators for them.</summary>
    public static void Demand(WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            return;
        }

        using var scope = app.Services.CreateScope();
        // Either vendor will do.
        if (scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<SmsOptions>>().Value.Missing is { Count: > 0 } missing
            && !scope.ServiceProvider.GetRequiredService<IOptionsSnapshot<TencentCloudSmsOptions>>().Value.IsConfigured)
        {
            throw new InvalidOperationException($"KBoss does not start without these settings: {string.Join(", ", missing)}.");
        }
    }
}
