using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Pricing;

namespace KBoss.Infrastructure.Pricing;

/// <summary>Why a price is what it is: list price, price (both yuan per unit) and every candidate with its outcome; never the seller's cost.</summary>
public sealed record PriceExplanation(decimal ListPrice, decimal UnitPrice, IReadOnlyList<PriceCandidate> Candidates)
{
    /// <summary>The longest text an order line keeps.</summary>
    public const int MaxLength = 4000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The explanation of a quote, the winner first, as the customer may read it: of what would be below cost it hears nothing.</summary>
    public static PriceExplanation Of(Quote quote)
    {
        var all = OfAll(quote);
        return all with { Candidates = [.. all.Candidates.Where(c => c.Outcome != CandidateOutcome.BelowCost)] };
    }

    /// <summary>The same for the seller's people, with what does not count because it would be below cost.</summary>
    public static PriceExplanation OfAll(Quote quote) =>
        new(quote.ListPrice, quote.UnitPrice, [.. quote.Candidates.OrderBy(c => c.Outcome == CandidateOutcome.Won ? 0 : 1)]);

    /// <summary>Reads what an order line has kept; null when it was made without an explanation.</summary>
    public static PriceExplanation? Read(string json) =>
        json.Length > 0 && JsonSerializer.Deserialize<PriceExplanation>(json, Options) is { Candidates.Count: > 0 } kept ? kept : null;

    /// <summary>The explanation as the order line keeps it; candidates beyond the space there, the last ones first, are left out.</summary>
    public string ToJson()
    {
        for (var kept = this; ; kept = kept with { Candidates = [.. kept.Candidates.Take(kept.Candidates.Count * 3 / 4)] })
        {
            var json = JsonSerializer.Serialize(kept, Options);
            if (json.Length <= MaxLength)
            {
                return json;
            }
        }
    }
}
