namespace KBoss.Web.Common;

/// <summary>The messages of a form by field name: what a rule refused, and what a field itself could not read.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> refused = [];
    private readonly Dictionary<string, string> unreadable = [];
    private readonly List<TextFieldBase> texts = [];

    /// <summary>The message to show at a field, or null.</summary>
    public string? this[string field] => unreadable.GetValueOrDefault(field) ?? refused.GetValueOrDefault(field);

    /// <summary>Whether some field holds text that is not a value; such a form is not submitted.</summary>
    public bool HasUnreadable => unreadable.Count > 0;

    /// <summary>Notes what a rule refused.</summary>
    public void Refuse(string field, string message) => refused[field] = message;

    /// <summary>The fields whose text the browser shows otherwise than the page knows it, given how long each text there is by the field's id.</summary>
    internal IReadOnlyList<TextFieldBase> Unheard(IReadOnlyDictionary<string, int> shown) =>
        [.. texts.Where(text => shown.TryGetValue(text.Id, out var length) && !text.Knows(length))];

    internal void Join(TextFieldBase text) => texts.Add(text);

    internal void Leave(TextFieldBase text) => texts.Remove(text);

    /// <summary>Forgets what was refused before the next try; what cannot be read stays until the field is mended.</summary>
    public void Clear() => refused.Clear();

    /// <summary>Notes or, with null, takes back that a field's text cannot be read.</summary>
    public void SetUnreadable(string field, string? message)
    {
        refused.Remove(field);
        if (message is null)
        {
            unreadable.Remove(field);
        }
        else
        {
            unreadable[field] = message;
        }
    }
}
