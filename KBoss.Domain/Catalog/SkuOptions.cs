namespace KBoss.Domain.Catalog;

/// <summary>One option of a Sku and the value chosen for it: CPU and 16核.</summary>
public readonly record struct SkuOption(string Name, string Value);

/// <summary>Reads the option values of a Sku, written as <c>CPU=16核; 内存=64G</c>.</summary>
public static class SkuOptions
{
    private static readonly char[] Separators = [';', '；', '\n'];
    private static readonly char[] Signs = ['=', '＝'];

    /// <summary>The options in the order written; a text without a sign is a value without a name, and a name written twice counts once.</summary>
    public static IReadOnlyList<SkuOption> Parse(string options)
    {
        var parsed = new List<SkuOption>();
        foreach (var part in options.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.IndexOfAny(Signs);
            var option = sign < 0 ? new SkuOption("", part) : new SkuOption(part[..sign].Trim(), part[(sign + 1)..].Trim());
            if (option.Value.Length > 0 && !parsed.Exists(p => p.Name == option.Name))
            {
                parsed.Add(option);
            }
        }

        return parsed;
    }
}
