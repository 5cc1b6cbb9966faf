using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery;

/// <summary>The steps in which the supplier's interface works at a task.</summary>
public sealed partial class FulfilmentTask
{
    /// <summary>So many failures in a row are tried again by themselves; then Maintenance decides.</summary>
    public const int MaxTries = 8;

    /// <summary>A supplier that is still opening after this time is looked at by Maintenance.</summary>
    public static readonly TimeSpan OpenWithin = TimeSpan.FromDays(3);

    private const int MaxLooksAfter = 12;

    /// <summary>A piece has come from the supplier; whether it is one that is owed. Any other is for Maintenance to decide.</summary>
    public bool Arrive(DateTime now)
    {
        if (!IsAutomatic || Remaining == 0)
        {
            return false;
        }

        Add(1, now);
        return true;
    }

    /// <summary>The supplier is asked now; a message of an older step, or one for a task that needs it no more, is not sent.</summary>
    public bool BeginStep(int step, DateTime now)
    {
        if (step != Step || NextStepAt is null)
        {
            return false;
        }

        if (IsAutomatic)
        {
            SentAt ??= Require.Utc(now);
            if (State == DeliveryState.Queued)
            {
                State = DeliveryState.Sent;
            }
        }

        return true;
    }

    /// <summary>
    /// The supplier has answered and is not done: it is asked again after 30 s, 1, 2, 4 … minutes, an hour at most. False when it has had its time: then
    /// the task waits for Maintenance.
    /// </summary>
    public bool LookAgain(DateTime now)
    {
        Looks++;
        Tries = 0;
        if (!IsAutomatic)
        {
            // It was taken over or is done: whatever still comes is looked for a while longer.
            return Next(Looks <= MaxLooksAfter, now, Pause(30, Looks, 3600));
        }

        (ErrorCode, ErrorArgs) = ("", "");
        State = DeliveryState.Opening;
        if (now - SentAt >= OpenWithin)
        {
            Fail("Delivery.SupplierTooSlow", [], now);
            return false;
        }

        return Next(true, now, Pause(30, Looks, 3600));
    }

    /// <summary>
    /// An attempt failed: tried again after 10, 20, 40 … seconds, ten minutes at most. False when the tries are used up: then the task waits for Maintenance.
    /// </summary>
    public bool TryAgain(string code, IReadOnlyList<string> args, DateTime now)
    {
        Tries++;
        if (!IsAutomatic)
        {
            Looks++;
            return Next(Looks <= MaxLooksAfter, now, Pause(30, Looks, 3600));
        }

        if (Tries >= MaxTries)
        {
            Fail(code, args, now);
            return false;
        }

        Explain(code, args);
        return Next(true, now, Pause(10, Tries, 600));
    }

    /// <summary>It will not go on by itself: Maintenance decides, by the reason.</summary>
    public void Fail(string code, IReadOnlyList<string> args, DateTime now)
    {
        NextStepAt = null;
        if (IsAutomatic)
        {
            Explain(code, args);
            State = DeliveryState.Failed;
            WaitingSince = Require.Utc(now);
        }
    }

    /// <summary>The supplier has nothing more to say.</summary>
    public void EndSteps() => NextStepAt = null;

    /// <summary>The next step is due again: nothing is known of the message that was to bring it.</summary>
    public void Resume(DateTime now) => NextStep(now);

    private void WatchOn(DateTime now)
    {
        (Tries, Looks) = (0, 0);
        Next(SentAt is not null, now, Pause(30, 1, 3600));
    }

    private void Explain(string code, IReadOnlyList<string> args)
    {
        var values = string.Join('\n', args.Select(a => a.ReplaceLineEndings(" ")));
        (ErrorCode, ErrorArgs) = (code, values.Length > 500 ? values[..500] : values);
    }

    private bool Next(bool more, DateTime now, TimeSpan pause)
    {
        NextStepAt = null;
        if (more)
        {
            NextStep(now + pause);
        }

        return more;
    }

    private void NextStep(DateTime at)
    {
        Step++;
        NextStepAt = Require.Utc(at);
    }

    private static TimeSpan Pause(int first, int time, int most) => TimeSpan.FromSeconds(Math.Min(most, first * Math.Pow(2, Math.Min(time, 12) - 1)));
}
