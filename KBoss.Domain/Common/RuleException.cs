namespace KBoss.Domain.Common;

/// <summary>
/// A refusal by a rule of the business. <see cref="Code"/> is <c>Module.Reason</c>, the key of the message
/// in both languages; <see cref="Args"/> fill its placeholders.
/// </summary>
public class RuleException(string code, params object?[] args) : Exception(code)
{
    public string Code { get; } = code;

    public IReadOnlyList<object?> Args { get; } = args;

    /// <summary>The input field the refusal is about, if it is about one (the <c>field-…</c> name).</summary>
    public string? Field { get; init; }

    /// <summary>What the use case did until it refused is kept, because the refused try counts (a wrong code does). Any other refusal undoes it.</summary>
    public bool Kept { get; init; }

    /// <summary>What else is wrong with the same input, each at its field, in the order of the form; see <see cref="Refusals"/>.</summary>
    public IReadOnlyList<RuleException> Others { get; private set; } = [];

    /// <summary>This refusal and the others.</summary>
    public IEnumerable<RuleException> All => [this, .. Others];

    /// <summary>The same refusal at another input field.</summary>
    public RuleException At(string field) => new(Code, [.. Args]) { Field = field, Kept = Kept };

    /// <summary>Carries these others from now on.</summary>
    internal RuleException With(IReadOnlyList<RuleException> others)
    {
        Others = others;
        return this;
    }

    /// <summary>What an act is refused with; null if it is not.</summary>
    public static RuleException? Of(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (RuleException refusal)
        {
            return refusal;
        }
    }
}

/// <summary>The actor lacks the permission that the use case demands (HTTP 403).</summary>
public sealed class PermissionException(string permission) : RuleException("Common.PermissionNeeded", permission)
{
    public string Permission { get; } = permission;
}

/// <summary>The thing does not exist, or not for this actor; the two are never told apart (HTTP 404).</summary>
public sealed class NotFoundException(string what, object? key = null) : RuleException("Common.NotFound", what, key);

/// <summary>Others write and the turn does not come in time; nothing was done, and trying again soon will help (HTTP 503).</summary>
public sealed class BusyException() : RuleException("Common.Busy");
