using System.Reflection;
using System.Text.RegularExpressions;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace KBoss.Tests.Architecture;

/// <summary>A component that is given something it does not take compiles, and fails when somebody opens its page.</summary>
public sealed partial class ParameterTests
{
    private static readonly ILookup<string, Type> Components = new[] { typeof(PageBase).Assembly, typeof(MudChart<>).Assembly }
        .SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(IComponent).IsAssignableFrom(type) && !type.IsAbstract)
        .ToLookup(type => type.Name.Split('`')[0]);

    [Fact]
    public void Components_are_given_only_what_they_take()
    {
        var given = LayerTests.SourceFiles("KBoss.Web").Where(file => file.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => GivenIn(File.ReadAllText(file)).Select(one => (File: LayerTests.Short(file), one.Component, one.Attribute))).ToList();

        Assert.True(given.Count > 1_000, $"Only {given.Count} were found.");
        Assert.DoesNotContain(given, one => !Components[one.Component].Any(type => Takes(type, one.Attribute)));
    }

    [Fact]
    public void What_a_component_does_not_take_is_found() => Assert.Equal(
        [("TimeChart", "Name"), ("TimeChart", "Title"), ("TimeChart", "Bars"), ("HomeFigure", "Href")],
        GivenIn("""<TimeChart Name="a" @key="at" Title="@L[$"Chart.{by}", more > "1"]" Bars="true" /> <p class="k"><HomeFigure Href="@($"/a?{b}")" />""").ToList());

    /// <summary>What every component that there is in some markup is given.</summary>
    private static IEnumerable<(string Component, string Attribute)> GivenIn(string markup)
    {
        foreach (Match tag in Tag().Matches(markup))
        {
            var component = tag.Groups[1].Value;
            if (!Components.Contains(component))
            {
                continue;
            }

            var at = tag.Index + tag.Length;
            while (Attribute().Match(markup, at) is { Success: true } attribute)
            {
                at = attribute.Index + attribute.Length;
                at = attribute.Value.EndsWith('"') ? EndOf(markup, at) : at;
                if (!attribute.Groups[1].Value.StartsWith('@'))
                {
                    yield return (component, attribute.Groups[1].Value);
                }
            }
        }
    }

    /// <summary>Where the value that begins at a place ends: behind the first quotation mark that stands in no brackets.</summary>
    private static int EndOf(string markup, int at)
    {
        for (var depth = 0; ; at++)
        {
            depth += markup[at] is '(' or '[' or '{' ? 1 : markup[at] is ')' or ']' or '}' ? -1 : 0;
            if (markup[at] == '"' && depth == 0)
            {
                return at + 1;
            }
        }
    }

    private static bool Takes(Type component, string attribute) => attribute == "Context"
        || (component.IsGenericTypeDefinition && component.GetGenericArguments().Any(argument => argument.Name == attribute))
        || component.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Any(property => property.GetCustomAttribute<ParameterAttribute>() is { } parameter
                && (parameter.CaptureUnmatchedValues || property.Name.Equals(attribute, StringComparison.OrdinalIgnoreCase)));

    [GeneratedRegex(@"<([A-Z]\w+)(?=[\s/>])")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\G\s+([@\w:.-]+)(?:=""?)?")]
    private static partial Regex Attribute();
}
