using System.Diagnostics;
using System.Text.Json;

namespace KBoss.Bench;

/// <summary>Runs a part in a process of its own: the bench starts itself and reads the measurements from a file.</summary>
internal static class ChildProcess
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(string part, params string[] arguments)
    {
        using var workspace = new Workspace();
        var file = workspace.Combine("measurements.json");
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments(["--child", part, file, .. arguments])))!;
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"The part '{part}' failed with exit code {child.ExitCode}.");
        }

        await using var stream = File.OpenRead(file);
        return (await JsonSerializer.DeserializeAsync<List<Measurement>>(stream))!;
    }

    public static async Task WriteAsync(string file, IReadOnlyList<Measurement> measurements)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, measurements);
    }

    /// <summary>Under <c>dotnet KBoss.Bench.dll</c> the process is <c>dotnet</c> and needs the assembly first.</summary>
    private static IEnumerable<string> Arguments(string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ChildProcess).Assembly.Location, .. arguments] : arguments;
}
