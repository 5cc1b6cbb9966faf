namespace KBoss.Bench;

/// <summary>One row of the report; <see cref="Met"/> is null where a number only explains another one.</summary>
internal sealed record Measurement(string What, string Value, string Aim = "", bool? Met = null)
{
    /// <summary>A number that must reach the aim.</summary>
    public static Measurement AtLeast(string what, double value, double aim, string unit = "") =>
        new(what, Text(value, unit), $"≥ {Text(aim, unit)}", value >= aim);

    /// <summary>A number that must stay below the aim.</summary>
    public static Measurement Below(string what, double value, double aim, string unit = "") =>
        new(what, Text(value, unit), $"< {Text(aim, unit)}", value < aim);

    /// <summary>A number without an aim.</summary>
    public static Measurement Note(string what, double value, string unit = "") => new(what, Text(value, unit));

    private static string Text(double value, string unit) =>
        $"{value.ToString(Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", _ => "N2" }, null)} {unit}".TrimEnd();
}
