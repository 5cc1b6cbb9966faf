using System.Text;
using KBoss.Domain.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>The table of <c>docs/access.md</c>: what was found, in words.</summary>
internal static class AccessTable
{
    private const string Begin = "<!-- access:begin -->";
    private const string End = "<!-- access:end -->";

    private static string Document => Path.Combine(Project.Root, "docs", "access.md");

    /// <summary>The document as it should be.</summary>
    public static string Write(IReadOnlyList<Answer> answers)
    {
        var present = Read();
        var (begin, end) = (present.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, present.IndexOf(End, StringComparison.Ordinal));
        return $"{present[..begin]}\n\n{Tables(answers)}\n{present[end..]}";
    }

    /// <summary>The document as it is.</summary>
    public static string Read() => File.ReadAllText(Document);

    /// <summary>Puts it on the disk.</summary>
    public static void Save(string text) => File.WriteAllText(Document, text);

    private static string Tables(IReadOnlyList<Answer> answers)
    {
        var text = new StringBuilder();
        Table("Address", "Who may", "A visitor", "A member without the permission", "Another distributor", "Another customer");
        foreach (var route in RowsOf(answers, forMembers: true))
        {
            var own = route.Where(a => a.Who.Standing == Standing.Own).ToList();
            Row(NameOf(route.Key), WhoMay(route, own), Of(Standing.Visitor), Words(own.Where(a => !a.IsOpen)), Of(Standing.OtherDistributor), Of(Standing.OtherCustomer));

            string Of(Standing standing) => Words(route.Where(a => a.Who.Standing == standing));
        }

        text.Append("\nOpen to everybody:\n\n");
        Table("Address", "Why");
        foreach (var route in RowsOf(answers, forMembers: false))
        {
            Row(NameOf(route.Key), Routes.Open[route.Key.Address]);
        }

        foreach (var (start, why) in Routes.OpenGroups)
        {
            Row($"`{start}/…`", why);
        }

        Row("Files of `wwwroot`", Routes.Files);
        text.Append("\nForms that are taken without an antiforgery token:\n\n");
        Table("Address", "Why");
        foreach (var (address, why) in Routes.WithoutToken)
        {
            Row($"`{address}`", why);
        }

        return text.ToString();

        void Table(params string[] heads)
        {
            Row(heads);
            Row([.. heads.Select(_ => "---")]);
        }

        void Row(params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>One row for each address, as it is without a query; the forms of a page belong to the page.</summary>
    private static IEnumerable<IGrouping<Route, Answer>> RowsOf(IReadOnlyList<Answer> answers, bool forMembers) => answers
        .Where(a => a.Route.ForMembers == forMembers && a.Route is not { IsForm: true, Page: not null } && !a.Address.Contains('?', StringComparison.Ordinal))
        .GroupBy(a => a.Route).OrderBy(r => r.Key.Address, StringComparer.Ordinal).ThenBy(r => r.Key.Method, StringComparer.Ordinal);

    private static string NameOf(Route route) => route.IsForm ? $"`{route.Method} {route.Address}`" : $"`{route.Address}`";

    private static string WhoMay(IEnumerable<Answer> all, IReadOnlyList<Answer> own)
    {
        if (own.All(a => a.IsOpen))
        {
            return "every member";
        }

        var colleagueMay = all.Where(a => a.Who.Standing == Standing.Colleague).All(a => a.IsOpen);
        return string.Join("; ", own.Where(a => a.IsOpen).GroupBy(a => a.Who.Actor!.Kind, a => a.Who.Actor!.Roles.Single())
            .Select(roles => $"{roles.Key}: {string.Join(", ", roles.Select(Text))}"));

        string Text(Role role) => role == Role.Sales && !colleagueMay ? "Sales (own customers)" : role.ToString();
    }

    private static string Words(IEnumerable<Answer> answers)
    {
        var words = answers.Select(a => a.Outcome switch
        {
            Outcome.SignIn => "sign-in",
            Outcome.NoPermission => "no permission",
            Outcome.NotFound => "not found",
            Outcome.Shown or Outcome.LedOn when !a.Route.HasKey => "its own",
            Outcome.Shown or Outcome.LedOn => "shown",
            _ => "refused",
        }).Distinct().Order(StringComparer.Ordinal).ToList();
        return words.Count == 0 ? "—" : string.Join(", ", words);
    }
}
