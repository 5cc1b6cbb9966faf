using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Web.Common;
using NetArchTest.Rules;

namespace KBoss.Tests.Architecture;

public sealed class LayerTests
{
    /// <summary>
    /// The tiers of modules from top to bottom: a module may know those of the tiers above it and never its neighbour; changed with a decision
    /// record (docs/decisions/0001).
    /// </summary>
    private static readonly string[][] Tiers =
    [
        ["Common"], ["Access"], ["Messaging"], ["Files"], ["Talk"], ["Organizations"], ["SignIn", "Audit", "Approvals"], ["Ledger"],
        ["Customers", "Suppliers"], ["Catalog"], ["Distribution", "Stock"], ["Promotions", "Purchasing"], ["Pricing"], ["Wallets"], ["Orders"], ["Storefront", "Delivery"],
        ["Connectors", "Tickets", "Conversations", "Reviews", "Leads"],
        ["Settlement"], ["Reports", "Schedules", "Settings"], ["Marketing"], ["Search"], ["Startup"], ["Development"],
    ];

    private static readonly Assembly Domain = typeof(Entity).Assembly;
    private static readonly Assembly Infrastructure = typeof(KBossDbContext).Assembly;
    private static readonly Assembly Web = typeof(PageBase).Assembly;
    private static readonly string[] Projects = ["KBoss.Domain", "KBoss.Infrastructure", "KBoss.Web"];

    /// <summary>One model names every entity.</summary>
    private static readonly string[] TheOneModel =
        [typeof(KBossDbContext).FullName!, typeof(SqliteKBossDbContext).FullName!, typeof(SqlServerKBossDbContext).FullName!];

    public static string Root { get; } = FindRoot();

    [Fact]
    public void Domain_references_nothing_but_the_base_class_library_and_the_table_of_phone_numbers() =>
        Assert.All(Domain.GetReferencedAssemblies().Where(a => a.Name != "PhoneNumbers"), a => Assert.StartsWith("System", a.Name, StringComparison.Ordinal));

    [Fact]
    public void Infrastructure_does_not_know_the_web() =>
        Assert.DoesNotContain(Infrastructure.GetReferencedAssemblies(), a => a.Name == "KBoss.Web");

    [Fact]
    public void Pages_never_see_the_database()
    {
        var offenders = SourceFiles("KBoss.Web")
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"KBossDbContext|OrganizationScope|Microsoft\.EntityFrameworkCore"))
            .Select(Short).Except(["KBoss.Web/Common/Hosting/OperationsSetup.cs"]);
        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("KBoss.Domain")]
    [InlineData("KBoss.Infrastructure")]
    [InlineData("KBoss.Web")]
    public void A_module_knows_only_the_tiers_above_it(string project)
    {
        var assembly = new[] { Domain, Infrastructure, Web }.Single(a => a.GetName().Name == project);
        var breaches = new List<string>();
        for (var tier = 0; tier < Tiers.Length; tier++)
        {
            foreach (var module in Tiers[tier])
            {
                var forbidden = Tiers[tier..].SelectMany(modules => modules).Where(m => m != module && !Woven(project, module, m))
                    .SelectMany(m => Projects.Select(p => $"{p}.{m}")).ToArray();
                var result = Types.InAssembly(assembly).That().ResideInNamespaceMatching($@"^{Regex.Escape(project)}\.{module}(\.|$)")
                    .ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
                breaches.AddRange((result.FailingTypeNames ?? []).Except(TheOneModel).Select(name =>
                    $"{name} of {module} knows one of {string.Join(", ", forbidden.Where(f => Knows(assembly, name, f)))}"));
            }
        }

        Assert.True(breaches.Count == 0, string.Join(Environment.NewLine, breaches));
    }

    [Fact]
    public void Every_module_is_on_the_list() => Assert.Empty(
        Domain.GetTypes().Concat(Infrastructure.GetTypes()).Concat(Web.GetTypes())
            .Select(t => t.Namespace ?? "").Where(n => Regex.IsMatch(n, @"^KBoss\.(Domain|Infrastructure|Web)\."))
            .Select(n => n.Split('.')[2]).Distinct().Except(Tiers.SelectMany(modules => modules)).Except(["Migrations"]));

    [Fact]
    public void Jobs_handlers_and_services_are_sealed() =>
        Assert.Empty(Types.InAssembly(Infrastructure).That().AreClasses().And().HaveNameMatching("(Service|Queries|Job|Handler)$")
            .And().AreNotAbstract().ShouldNot().NotBeSealed().GetResult().FailingTypeNames ?? []);

    /// <summary>The frame of pages and use cases knows who acts: contexts open for an actor, pages ask for permissions.</summary>
    private static bool Woven(string project, string module, string other) => module == "Common" && other == "Access" && project != "KBoss.Domain";

    private static bool Knows(Assembly assembly, string type, string forbidden) =>
        Types.InAssembly(assembly).That().HaveName(type.Split('.', '/', '+')[^1]).And().HaveDependencyOn(forbidden).GetTypes().Any();

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
