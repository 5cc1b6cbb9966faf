namespace KBoss.Bench;

/// <summary>On which side of the aim a number must lie.</summary>
internal enum Bound
{
    None,
    AtLeast,
    AtMost,
    Below,
}

/// <summary>One row of the report; without a bound the number only explains another one.</summary>
internal sealed record Measurement(string What, double Value, string Unit = "", Bound Bound = Bound.None, double Aim = 0, string Detail = "")
{
    public bool? Met => Bound switch
    {
        Bound.AtLeast => Value >= Aim,
        Bound.AtMost => Value <= Aim,
        Bound.Below => Value < Aim,
        _ => null,
    };

    public string ValueText => Text(Value) + (Detail.Length > 0 ? $" ({Detail})" : "");

    public string AimText => Bound switch
    {
        Bound.AtLeast => $"≥ {Text(Aim)}",
        Bound.AtMost => $"≤ {Text(Aim)}",
        Bound.Below => $"< {Text(Aim)}",
        _ => "",
    };

    private string Text(double number) => $"{number.ToString(number switch
    {
        _ when number == Math.Floor(number) || number >= 100 => "N0",
        >= 10 => "N1",
        _ => "N2",
    }, null)} {Unit}".TrimEnd();
}
