namespace KBoss.Web.Common;

/// <summary>The messages of a form by field name: what a rule refused, and what a field itself could not read.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> refused = [];
    private readonly Dictionary<string, string> unreadable = [];
    private readonly HashSet<string> shown = [];
    private readonly List<IField> fields = [];

    /// <summary>The message to show at a field, or null. Whoever asks for it shows it.</summary>
    public string? this[string field]
    {
        get
        {
            if (unreadable.GetValueOrDefault(field) is { } text)
            {
                return text;
            }

            if (refused.GetValueOrDefault(field) is not { } message)
            {
                return null;
            }

            shown.Add(field);
            return message;
        }
    }

    /// <summary>Whether some field holds text that is not a value; such a form is not submitted.</summary>
    public bool HasUnreadable => unreadable.Count > 0;

    /// <summary>Notes what a rule refused.</summary>
    public void Refuse(string field, string message)
    {
        refused[field] = message;
        shown.Remove(field);
    }

    /// <summary>Whether what was refused last stands at its field, once the page was rendered: nobody needs to be told of it elsewhere.</summary>
    public bool Shows(string field) => shown.Contains(field);

    /// <summary>The fields whose text the browser shows otherwise than the page knows it, given how long each text there is by the field's id.</summary>
    internal IReadOnlyList<TextFieldBase> Unheard(IReadOnlyDictionary<string, int> shown) =>
        [.. fields.OfType<TextFieldBase>().Where(text => shown.TryGetValue(text.Id, out var length) && !text.Knows(length))];

    /// <summary>Whether the last act of the page was done: what was typed for it is saved.</summary>
    internal bool Done { get; set; }

    internal void Join(IField field) => fields.Add(field);

    internal void Leave(IField field) => fields.Remove(field);

    /// <summary>
    /// Notes every field of a form that must be filled in and is empty, or lies beyond its own bounds: one that is not submitted for another reason says so at
    /// once.
    /// </summary>
    internal void RefuseKnown(Form form, string required)
    {
        foreach (var field in fields.Where(field => field.Form == form))
        {
            if (field.Wrong(required) is { } message)
            {
                Refuse(field.Name, message);
            }
        }
    }

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
