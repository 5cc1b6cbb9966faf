using System.Text.Json;

namespace KBoss.Infrastructure.Common.Data.Redis;

/// <summary>A change as one process writes it for the others: who says it, of what kind it is, and the change as JSON.</summary>
internal static class ChangeText
{
    public static string Write(Guid process, object change) =>
        JsonSerializer.Serialize(new Said(process, change.GetType().FullName!, JsonSerializer.SerializeToElement(change, change.GetType())));

    /// <summary>
    /// What another process has said; null when this process said it, when nobody here hears of its kind, or when it is not to be understood, as what a
    /// newer version says.
    /// </summary>
    public static object? Read(string text, Guid process, Func<string, Type?> kinds)
    {
        try
        {
            return JsonSerializer.Deserialize<Said>(text) is { } said && said.Process != process && kinds(said.Kind) is { } kind ? said.Change.Deserialize(kind) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Said(Guid Process, string Kind, JsonElement Change);
}
