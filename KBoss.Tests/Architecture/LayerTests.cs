using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Data;
using NetArchTest.Rules;

namespace KBoss.Tests.Architecture;

public sealed class LayerTests
{
    /// <summary>
    /// Each module may know those before it; changed with a decision record (docs/decisions/0001).
    /// </summary>
    private static readonly string[] Order =
    [
        "Common", "Messaging", "Organizations", "Approvals", "Ledger", "Customers", "Suppliers", "Catalog", "Distribution",
        "Promotions", "Pricing", "Wallets", "Orders", "Delivery", "Tickets", "Settlement", "Reports", "Schedules",
    ];

    private static readonly Assembly Domain = typeof(Entity).Assembly;
    private static readonly Assembly Infrastructure = typeof(KBossDbContext).Assembly;

    public static string Root { get; } = FindRoot();

    [Fact]
    public void Domain_references_nothing_but_the_base_class_library() =>
        Assert.All(Domain.GetReferencedAssemblies(), a => Assert.StartsWith("System", a.Name, StringComparison.Ordinal));

    [Fact]
    public void Infrastructure_does_not_know_the_web() =>
        Assert.DoesNotContain(Infrastructure.GetReferencedAssemblies(), a => a.Name == "KBoss.Web");

    [Fact]
    public void Pages_never_see_the_database()
    {
        var offenders = SourceFiles("KBoss.Web")
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"KBossDbContext|OrganizationScope|Microsoft\.EntityFrameworkCore"))
            .Select(Short).Except(["KBoss.Web/Common/OperationsSetup.cs"]);
        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("KBoss.Domain")]
    [InlineData("KBoss.Infrastructure")]
    public void A_module_knows_only_the_modules_to_its_left(string layer)
    {
        var assembly = layer == "KBoss.Domain" ? Domain : Infrastructure;
        var breaches = new List<string>();
        for (var i = 0; i < Order.Length - 1; i++)
        {
            var later = Order[(i + 1)..].SelectMany(m => new[] { $"KBoss.Domain.{m}", $"KBoss.Infrastructure.{m}" }).ToArray();
            var result = Types.InAssembly(assembly).That().ResideInNamespaceMatching($@"^{Regex.Escape(layer)}\.{Order[i]}(\.|$)")
                .ShouldNot().HaveDependencyOnAny(later).GetResult();
            breaches.AddRange((result.FailingTypeNames ?? []).Select(name => $"{name} knows a module that comes after {Order[i]}"));
        }

        Assert.True(breaches.Count == 0, string.Join(Environment.NewLine, breaches));
    }

    [Fact]
    public void Every_module_is_on_the_list() => Assert.Empty(
        Domain.GetTypes().Concat(Infrastructure.GetTypes())
            .Select(t => t.Namespace ?? "").Where(n => Regex.IsMatch(n, @"^KBoss\.(Domain|Infrastructure)\."))
            .Select(n => n.Split('.')[2]).Distinct().Except(Order).Except(["Data", "Migrations"]));

    [Fact]
    public void Jobs_handlers_and_services_are_sealed() =>
        Assert.Empty(Types.InAssembly(Infrastructure).That().AreClasses().And().HaveNameMatching("(Service|Queries|Job|Handler)$")
            .And().AreNotAbstract().ShouldNot().NotBeSealed().GetResult().FailingTypeNames ?? []);

    internal static IEnumerable<string> SourceFiles(string project) => Directory
        .EnumerateFiles(Path.Combine(Root, project), "*.*", SearchOption.AllDirectories)
        .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    internal static string Short(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KBoss.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("KBoss.sln was not found above the tests.");
        }

        return folder;
    }
}
