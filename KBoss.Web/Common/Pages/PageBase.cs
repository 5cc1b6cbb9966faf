using KBoss.Domain.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>
/// The base of pages and dialogs that do something: one act at a time, refusals shown and not thrown, what was typed kept,
/// the circuit never ended. What goes wrong while loading is shown by <see cref="PageBoundary"/>.
/// </summary>
public abstract class PageBase : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource lifetime = new();
    private ActToast? toast;

    /// <summary>Ends with the act that is under way.</summary>
    private Task running = Task.CompletedTask;

    /// <summary>Takes the token of its life at once: a question that was open when the page went is answered after it.</summary>
    protected PageBase() => Cancellation = lifetime.Token;

    /// <summary>The messages to show at the fields; the <see cref="Form"/> of the page hands them down.</summary>
    protected FieldErrors Errors { get; } = new();

    /// <summary>True while an act is under way; further clicks are ignored.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Cancelled when the page is left; pass it to every query.</summary>
    protected CancellationToken Cancellation { get; }

    /// <summary>What the page says at its edge.</summary>
    protected ActToast Toast => toast ??= new ActToast(Toasts);

    [Inject]
    private Toast Toasts { get; set; } = null!;

    [Inject]
    private RuleMessages Rules { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Texts> Words { get; set; } = null!;

    [Inject]
    private Correlation Correlation { get; set; } = null!;

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    /// <summary>
    /// Runs a use case: a second call while one is running does nothing; a refusal becomes the message of the field that it names, or a toast where none
    /// shows it.
    /// </summary>
    /// <returns>Whether the act was done.</returns>
    protected async Task<bool> RunAsync(Func<Task> act)
    {
        if (Busy)
        {
            return false;
        }

        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (Busy, running) = (true, over.Task);
        Errors.Clear();
        Toast.Begin();
        StateHasChanged();
        try
        {
            await act();
            Errors.Done = true;
            return true;
        }
        catch (RuleException refusal)
        {
            Tell(refusal);
        }
        catch (OperationCanceledException) when (lifetime.IsCancellationRequested)
        {
            // The page was left; nobody is there to be told.
        }
#pragma warning disable CA1031 // Whatever it was: it is logged, and the person keeps the page and what was typed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Logs.CreateLogger(GetType()).LogError(failure, "An act failed on {Page}", GetType().Name);
            Toast.Error(Words["Unexpected", Correlation.Id]);
        }
        finally
        {
            Busy = false;
            StateHasChanged();
            Toast.End();
            over.SetResult();
        }

        return false;
    }

    /// <summary>
    /// Runs a use case as <see cref="RunAsync"/> does, and after the one that is under way: for what is saved as soon as it is typed or ticked. Whoever is
    /// quick goes on to the next field before the last is saved, and none is left out.
    /// </summary>
    protected async Task<bool> RunInTurnAsync(Func<Task> act)
    {
        while (Busy)
        {
            await running;
        }

        return await RunAsync(act);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Every refusal at its field; what a field of the page shows is not said twice.</summary>
    private void Tell(RuleException refusal)
    {
        foreach (var wrong in refusal.All.Where(wrong => wrong.Field is not null))
        {
            Errors.Refuse(wrong.Field!, Rules.Text(wrong));
        }

        StateHasChanged();
        foreach (var wrong in refusal.All.Where(wrong => wrong.Field is null || !Errors.Shows(wrong.Field)))
        {
            Toast.Error(Rules.Text(wrong));
        }
    }

    /// <summary>Called once when the page is left.</summary>
    protected virtual void Dispose(bool disposing)
    {
        lifetime.Cancel();
        lifetime.Dispose();
    }
}
