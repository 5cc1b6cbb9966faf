using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(KBoss.Tests.Support.BrowserTestsFirst))]

namespace KBoss.Tests.Support;

/// <summary>Begins with the tests that take longest, those in a browser, so that none of them is left alone at the end of a run.</summary>
public sealed class BrowserTestsFirst : ITestCollectionOrderer
{
    /// <summary>The collections of the classes that are marked: named by their attribute, or by xunit after the class.</summary>
    private static readonly IReadOnlyList<string> Names =
    [
        .. typeof(BrowserTestsFirst).Assembly.GetTypes().Where(type => type.IsDefined(typeof(BrowserTestAttribute)))
            .Select(type => type.GetCustomAttribute<CollectionAttribute>()?.Name ?? $"Test collection for {type.FullName} "),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Names.Any(name => c.TestCollectionDisplayName.StartsWith(name, StringComparison.Ordinal)) ? 0 : 1)];
}
