namespace KBoss.Web.Common;

/// <summary>The messages of a form by field name: what a rule refused, and what a field itself could not read.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> refused = [];
    private readonly Dictionary<string, string> unreadable = [];

    /// <summary>The message to show at a field, or null.</summary>
    public string? this[string field] => unreadable.GetValueOrDefault(field) ?? refused.GetValueOrDefault(field);

    /// <summary>Whether some field holds text that is not a value; such a form is not submitted.</summary>
    public bool HasUnreadable => unreadable.Count > 0;

    /// <summary>Notes what a rule refused.</summary>
    public void Refuse(string field, string message) => refused[field] = message;

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
