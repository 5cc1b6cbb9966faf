using System.Runtime.InteropServices;

namespace KBoss.Bench;

/// <summary>What the numbers depend on, without naming the machine.</summary>
internal sealed record Machine(DateOnly Date, int Cores, string System, string Runtime)
{
    public static Machine Here() => new(
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Environment.ProcessorCount,
        $"{SystemName()} {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", RuntimeInformation.FrameworkDescription);

    private static string SystemName() => OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsWindows() ? "Windows" : "macOS";
}
