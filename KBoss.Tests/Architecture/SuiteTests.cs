using System.Diagnostics;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture;

/// <summary>What keeps the suite quick when it grows.</summary>
public sealed class SuiteTests
{
    private static readonly Type[] Classes = [.. typeof(SuiteTests).Assembly.GetTypes().Where(type => type.GetMethods().Any(m => m.IsDefined(typeof(FactAttribute), false)))];

    [Fact]
    public void A_class_is_marked_as_a_browser_test_if_and_only_if_it_is_given_a_browser() =>
        Assert.Equal(
            Classes.Where(type => IsGiven(type, typeof(Browser)) || IsGiven(type, typeof(RunningKBoss))).Select(type => type.Name).Order(),
            Classes.Where(type => type.IsDefined(typeof(BrowserTestAttribute), false)).Select(type => type.Name).Order());

    [Fact]
    public void Applications_run_in_the_process_of_the_tests_and_few_files_start_others() =>
        Assert.Equal(["RedisServer.cs", "StartTests.cs", "StartedKBoss.cs"], Project.Files("KBoss.Tests", "*.cs")
            .Where(file => File.ReadAllText(file).Contains(nameof(ProcessStartInfo), StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file)).Except(["SuiteTests.cs"]).Order(StringComparer.Ordinal));

    private static bool IsGiven(Type type, Type fixture) => type.GetConstructors().Any(made => made.GetParameters().Any(p => p.ParameterType == fixture));
}
