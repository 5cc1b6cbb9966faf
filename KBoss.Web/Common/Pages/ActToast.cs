namespace KBoss.Web.Common;

/// <summary>
/// What a page or dialog says. What an act says is said when the act is over: further clicks are ignored until then, and whoever reads that something is done
/// clicks on.
/// </summary>
public sealed class ActToast(Toast toast)
{
    private List<Action>? waiting;

    /// <inheritdoc cref="Toast.Success" />
    public void Success(string text) => Say(() => toast.Success(text));

    /// <inheritdoc cref="Toast.Error" />
    public void Error(string text) => Say(() => toast.Error(text));

    /// <summary>An act begins; what was said of the one before is stale.</summary>
    internal void Begin()
    {
        toast.Clear();
        waiting = [];
    }

    /// <summary>The act is over.</summary>
    internal void End()
    {
        var said = waiting;
        waiting = null;
        said?.ForEach(say => say());
    }

    private void Say(Action say)
    {
        if (waiting is null)
        {
            say();
        }
        else
        {
            waiting.Add(say);
        }
    }
}
