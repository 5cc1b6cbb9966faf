namespace KBoss.Bench;

/// <summary>
/// One thing that is measured, in a process of its own so that nothing before it warms it up or fills its memory.
/// A hidden part is a step that another part starts, with what it needs as arguments.
/// </summary>
internal sealed record Part(string Name, Func<string[], Task<IReadOnlyList<Measurement>>> RunAsync, bool Hidden = false);

/// <summary>The parts in the order of the report.</summary>
internal static class Parts
{
    public static IReadOnlyList<Part> All { get; } =
    [
        new("pay", _ => PayPart.RunAsync()),
        new("import", _ => ImportPart.RunAsync()),
        new(ImportPart.Service, arguments => ImportPart.ByServiceAsync(arguments[0]), Hidden: true),
        new(ImportPart.ClosedXml, arguments => ImportPart.ByClosedXmlAsync(arguments[0]), Hidden: true),
        new("import-load", _ => ImportLoadPart.RunAsync()),
        new("pricing", _ => PricingPart.RunAsync()),
        new("terms", _ => TermsPart.RunAsync()),
        new("homes", _ => HomesPart.RunAsync()),
        new("http", _ => HttpPart.RunAsync()),
        new("cold", _ => ColdPart.RunAsync()),
        new("start", _ => StartPart.RunAsync()),
    ];

    public static IEnumerable<Part> Reported => All.Where(p => !p.Hidden);

    public static Part Named(string name) => All.First(p => p.Name == name);
}
