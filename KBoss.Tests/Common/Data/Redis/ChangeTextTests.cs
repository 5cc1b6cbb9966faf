using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Data.Redis;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common.Data.Redis;

/// <summary>What one process says is what the others hear, for every kind of change that there is.</summary>
public sealed partial class ChangeTextTests
{
    private static readonly Guid One = Guid.NewGuid();

    /// <summary>The kinds are those that the sources say after a commit.</summary>
    public static TheoryData<Type> Kinds { get; } = [.. FindKinds()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_change_arrives_as_it_was_said(Type kind)
    {
        var change = Made(kind);
        var arrived = ChangeText.Read(ChangeText.Write(One, change), Guid.NewGuid(), name => name == kind.FullName ? kind : null);
        Assert.IsType(kind, arrived);
        Assert.Equal(ChangeText.Write(One, change), ChangeText.Write(One, arrived));
    }

    [Fact]
    public void What_one_has_said_oneself_what_nobody_hears_of_and_what_is_not_understood_is_nothing()
    {
        var said = ChangeText.Write(One, new CountChanged("Notice", 1));
        Assert.Null(ChangeText.Read(said, One, _ => typeof(CountChanged)));
        Assert.Null(ChangeText.Read(said, Guid.NewGuid(), _ => null));
        Assert.Null(ChangeText.Read(said.Replace("1}", "\"x\"}", StringComparison.Ordinal), Guid.NewGuid(), _ => typeof(CountChanged)));
        Assert.Null(ChangeText.Read("what is this", Guid.NewGuid(), _ => typeof(CountChanged)));
        Assert.Null(ChangeText.Read("null", Guid.NewGuid(), _ => typeof(CountChanged)));
    }

    private static IEnumerable<Type> FindKinds()
    {
        var types = typeof(Changes).Assembly.GetTypes().ToLookup(type => type.Name);
        return Project.Files("KBoss.Infrastructure", "*.cs")
            .SelectMany(file => Said().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct().Order(StringComparer.Ordinal)
            .Select(name => types[name].Single())
            .Where(type => !type.IsAssignableTo(typeof(IOfThisProcess)));
    }

    private static object Made(Type kind)
    {
        var made = kind.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(c => c.GetParameters().Length).First();
        return made.Invoke([.. made.GetParameters().Select((p, i) => Value(Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType, i))]);
    }

    private static object Value(Type type, int number) => type switch
    {
        _ when type == typeof(string) => $"值 {number}",
        _ when type == typeof(bool) => true,
        _ when type == typeof(DateTime) => new DateTime(2026, 3, 1, 2, 3, number, DateTimeKind.Utc),
        _ when type.IsAssignableFrom(typeof(string[])) => new[] { "值", "b" },
        _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
        _ => Convert.ChangeType(number + 7, type, System.Globalization.CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"(?:AfterCommit|Publish)\(\s*new (?:\w+\.)*(\w+)\(")]
    private static partial Regex Said();
}
