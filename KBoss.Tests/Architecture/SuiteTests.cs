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
    public void Nobody_starts_an_application_for_the_browser_a_second_time_or_a_process_without_need()
    {
        var starts = Project.Files("KBoss.Tests", "*.cs").Where(file => Path.GetFileName(file) is not ("RunningKBoss.cs" or "StartTests.cs" or "SuiteTests.cs"));
        Assert.Empty(starts.Where(file => File.ReadAllText(file) is var text
            && (text.Contains("new RunningKBoss", StringComparison.Ordinal) || text.Contains("Process.Start", StringComparison.Ordinal))));
    }

    private static bool IsGiven(Type type, Type fixture) => type.GetConstructors().Any(made => made.GetParameters().Any(p => p.ParameterType == fixture));
}
