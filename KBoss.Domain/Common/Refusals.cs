namespace KBoss.Domain.Common;

/// <summary>
/// Gathers what is wrong with an input, so that a form marks all of its wrong fields at once: each check is tried by itself, and <see cref="Demand"/> refuses
/// with the first refusal, which carries the <see cref="RuleException.Others"/>. What is not about the input (somebody may not, a thing is gone, a try counts)
/// is not gathered but goes through.
/// </summary>
public sealed class Refusals
{
    private readonly List<RuleException> found = [];

    /// <summary>What was refused so far, one refusal for a field, in the order of the checks.</summary>
    public IReadOnlyList<RuleException> Found => found;

    /// <summary>Carries out every check and refuses with all that they refuse.</summary>
    public static void All(params ReadOnlySpan<Action> checks)
    {
        var refusals = new Refusals();
        foreach (var check in checks)
        {
            refusals.Try(check);
        }

        refusals.Demand();
    }

    /// <summary>Carries out a check; whether it was passed.</summary>
    /// <param name="field">The field of the form for a field that the check names, where that is another.</param>
    public bool Try(Action check, Func<string, string>? field = null)
    {
        try
        {
            check();
            return true;
        }
        catch (RuleException refusal) when (IsOfInput(refusal))
        {
            Add(refusal, field);
            return false;
        }
    }

    /// <summary>Makes something of the input; the default where it was refused.</summary>
    public T? Try<T>(Func<T> make)
    {
        var made = default(T);
        Try(() => { made = make(); });
        return made;
    }

    /// <summary>As above, where it is asked of the database.</summary>
    public async Task<T?> TryAsync<T>(Func<Task<T>> make)
    {
        try
        {
            return await make();
        }
        catch (RuleException refusal) when (IsOfInput(refusal))
        {
            Add(refusal);
            return default;
        }
    }

    /// <summary>Carries out a check of the database; whether it was passed.</summary>
    public Task<bool> TryAsync(Func<Task> check) => TryAsync(async () =>
    {
        await check();
        return true;
    });

    /// <summary>Adds a refusal and those that it carries; a field that has one keeps it.</summary>
    public void Add(RuleException refusal, Func<string, string>? field = null)
    {
        foreach (var one in refusal.All.Select(r => field is not null && r.Field is { } named ? r.At(field(named)) : r))
        {
            if (!found.Exists(known => known.Field == one.Field && (one.Field is not null || known.Code == one.Code)))
            {
                found.Add(one);
            }
        }
    }

    /// <summary>Goes on only when nothing was refused.</summary>
    public void Demand()
    {
        if (found is [var first, .. var others])
        {
            throw first.With(others);
        }
    }

    private static bool IsOfInput(RuleException refusal) => !refusal.Kept && refusal is not (PermissionException or NotFoundException or BusyException);
}
