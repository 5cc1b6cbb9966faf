using System.Text.RegularExpressions;

namespace KBoss.Tests.Architecture;

/// <summary>What stands in an address was typed, cut off or made up by anybody.</summary>
public sealed partial class AddressTests
{
    [GeneratedRegex(@"\[SupplyParameterFromQuery[^\]]*\]\s*(?:public|private) (?<type>[\w?<>]+) (?<name>\w+)")]
    private static partial Regex Parameter { get; }

    [Fact]
    public void Parameters_of_pages_are_text_because_another_type_makes_an_error_page_of_a_wrong_address()
    {
        var parameters = LayerTests.SourceFiles("KBoss.Web")
            .SelectMany(file => Parameter.Matches(File.ReadAllText(file))
                .Select(found => (File: LayerTests.Short(file), Name: found.Groups["name"].Value, Type: found.Groups["type"].Value)))
            .ToList();

        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter => Assert.Equal("string?", parameter.Type));
    }
}
