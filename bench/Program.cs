using System.Globalization;
using KBoss.Bench;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (args is ["--child", var name, var file, .. var arguments])
{
    await ChildProcess.WriteAsync(file, await Parts.Named(name).RunAsync(arguments));
    return 0;
}

var write = args.Contains("--write");
var names = args.Where(a => a != "--write").ToList();
if (names.Find(n => !Parts.Reported.Any(p => p.Name == n)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no part '{unknown}'; the parts are {string.Join(", ", Parts.Reported.Select(p => p.Name))}.");
    return 2;
}

foreach (var part in Parts.Reported.Where(p => names.Count == 0 || names.Contains(p.Name)))
{
    var table = Report.Table(await ChildProcess.RunAsync(part.Name), Machine.Here());
    Console.WriteLine($"{Environment.NewLine}## {part.Name}{Environment.NewLine}{Environment.NewLine}{table}");
    if (write)
    {
        await Report.WriteAsync(part.Name, table);
    }
}

return 0;
