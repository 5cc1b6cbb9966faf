using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>What all fields share: label, value, message, and the names that people, screen readers and tests find them by.</summary>
public abstract class FieldBase<TValue> : ComponentBase, IField, IDisposable
{
    /// <summary>The name in <c>field-…</c> and <c>error-…</c>, and in <c>RuleException.Field</c>.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public TValue? Value { get; set; }

    [Parameter]
    public EventCallback<TValue?> ValueChanged { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>Whether what is typed lies nowhere but in the page: after a broken connection it is not offered back (kept.js). Passwords and codes never are.</summary>
    [Parameter]
    public bool Private { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>What to write here, shown below the field.</summary>
    [Parameter]
    public string? Help { get; set; }

    /// <summary>What stands after the value: a unit.</summary>
    [Parameter]
    public string? Unit { get; set; }

    /// <summary>A message of the page itself; otherwise the form's message for <see cref="Name"/> is shown.</summary>
    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public bool LabelHidden { get; set; }

    [CascadingParameter]
    protected FieldErrors? Errors { get; private set; }

    /// <summary>The form in which it stands, of those that share the messages of a page.</summary>
    [CascadingParameter]
    private Form? Form { get; set; }

    internal string Id { get; } = FieldIds.Next();

    internal string? Message => Error ?? Errors?[Name] ?? Unreadable;

    Form? IField.Form => Form;

    string? IField.Wrong(string required) => Disabled ? null : Required && Value is null or "" ? required : Bound;

    /// <summary>What is wrong with the value by the field's own bounds; null where nothing is.</summary>
    internal virtual string? Bound => null;

    /// <summary>Whether the field has words of help of its own.</summary>
    protected virtual bool IsHelped => false;

    /// <summary>What the field itself could not read, when it stands outside a form.</summary>
    private string? Unreadable { get; set; }

    /// <summary>The attributes of the native control.</summary>
    protected IReadOnlyDictionary<string, object> Control
    {
        get
        {
            var attributes = new Dictionary<string, object> { ["id"] = Id, ["name"] = Name, ["data-testid"] = $"field-{Name}" };
            var described = string.Join(' ', new[] { Help is null && !IsHelped ? null : $"{Id}-help", Message is null ? null : $"{Id}-error" }.OfType<string>());
            Add("aria-describedby", described.Length > 0 ? described : null);
            Add("aria-invalid", Message is null ? null : "true");
            Add("aria-required", Required ? "true" : null);
            Add("placeholder", Placeholder);
            Add("disabled", Disabled ? true : null);
            Add("readonly", ReadOnly ? true : null);
            Add("data-private", Private ? "" : null);
            return attributes;

            void Add(string name, object? value)
            {
                if (value is not null)
                {
                    attributes[name] = value;
                }
            }
        }
    }

    protected override void OnInitialized() => Errors?.Join(this);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A field that is gone must not keep its form from being submitted.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Errors?.Leave(this);
        Errors?.SetUnreadable(Name, null);
    }

    /// <summary>Passes a new value on; the message of the old one goes.</summary>
    protected Task SetAsync(TValue? value)
    {
        SetUnreadable(null);
        Value = value;
        return ValueChanged.InvokeAsync(value);
    }

    /// <summary>Keeps the value as it was and says why the text is none.</summary>
    protected void SetUnreadable(string? message)
    {
        Unreadable = Errors is null ? message : null;
        Errors?.SetUnreadable(Name, message);
    }
}

/// <summary>A field as its form knows it.</summary>
internal interface IField
{
    string Name { get; }

    Form? Form { get; }

    /// <summary>What is wrong with it without a look into the books: <paramref name="required"/> where it must be filled in and is empty; null where nothing is.</summary>
    string? Wrong(string required);
}

/// <summary>Numbers the fields of all kinds in one row: a label that names one must not name another, too.</summary>
internal static class FieldIds
{
    private static long count;

    public static string Next() => $"k-field-{Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture)}";
}
