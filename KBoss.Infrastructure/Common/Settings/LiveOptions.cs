using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Common.Settings;

/// <summary>
/// Options for a request or a circuit that follow the settings: a circuit lives for hours, and what an Admin has typed meanwhile must count in it.
/// </summary>
internal sealed class LiveOptions<TOptions>(IOptionsFactory<TOptions> factory, SettingsProvider settings) : IOptionsSnapshot<TOptions>
    where TOptions : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TOptions> made = [];
    private int round = -1;

    public TOptions Value => Get(Options.DefaultName);

    public TOptions Get(string? name)
    {
        lock (gate)
        {
            if (round != settings.Round)
            {
                round = settings.Round;
                made.Clear();
            }

            name ??= Options.DefaultName;
            return made.TryGetValue(name, out var known) ? known : made[name] = factory.Create(name);
        }
    }
}
