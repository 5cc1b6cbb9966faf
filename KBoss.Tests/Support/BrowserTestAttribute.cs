using Xunit.v3;

namespace KBoss.Tests.Support;

/// <summary>Marks a class of tests that look at pages in Chromium: they begin a run, because they take longest, and <c>./test.sh fast</c> leaves them out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BrowserTestAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Needs", "Browser")];
}
