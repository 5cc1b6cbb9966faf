using KBoss.Domain.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>
/// The base of pages without a circuit that take a form: refusals become messages at their fields or above the form, and what was typed stays.
/// </summary>
public abstract class StaticPageBase : ComponentBase
{
    private readonly Dictionary<string, string> errors = [];

    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    /// <summary>The message that belongs to no field.</summary>
    protected string? FormError { get; private set; }

    protected CancellationToken Cancellation => Http.RequestAborted;

    [Inject]
    private RuleMessages Rules { get; set; } = null!;

    /// <summary>The fields that the page shows; a refusal of any other stands above the form.</summary>
    protected abstract IReadOnlySet<string> Fields { get; }

    /// <summary>The message at a field, or null.</summary>
    protected string? ErrorAt(string field) => errors.GetValueOrDefault(field);

    /// <summary>Shows a refusal and those that it carries; the first one at a field stays.</summary>
    protected void Show(RuleException refusal)
    {
        foreach (var wrong in refusal.All)
        {
            if (wrong.Field is { } field && Fields.Contains(field))
            {
                errors.TryAdd(field, Rules.Text(wrong));
            }
            else
            {
                FormError ??= Rules.Text(wrong);
            }
        }

        if (Http.Response.HasStarted)
        {
            return;
        }

        switch (refusal)
        {
            case TooManyAttemptsException:
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                break;
            case BusyException:
                BusyAnswer.Mark(Http.Response);
                break;
        }
    }

    /// <summary>Runs a use case and shows its refusal; whether it was done.</summary>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (RuleException refusal)
        {
            Show(refusal);
            return false;
        }
    }
}
