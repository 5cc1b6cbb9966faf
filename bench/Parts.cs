namespace KBoss.Bench;

/// <summary>One thing that is measured, in a process of its own so that nothing before it warms it up or fills its memory.</summary>
internal sealed record Part(string Name, Func<Task<IReadOnlyList<Measurement>>> RunAsync);

/// <summary>The parts in the order of the report.</summary>
internal static class Parts
{
    public static IReadOnlyList<Part> All { get; } =
    [
        new("pay", PayPart.RunAsync),
    ];

    public static Part Named(string name) => All.First(p => p.Name == name);
}
