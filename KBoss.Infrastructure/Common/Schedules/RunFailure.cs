using System.Net.Sockets;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Schedules;

/// <summary>Why a run of a schedule failed, as far as its reader needs to know what to do.</summary>
public enum FailureCause
{
    /// <summary>What nobody has foreseen.</summary>
    Unexpected,

    /// <summary>Somebody outside could not be reached.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>Others were writing all the while.</summary>
    Busy,

    /// <summary>Some of what was due was done, and some was not.</summary>
    Incomplete,

    /// <summary>What was compared does not agree.</summary>
    Mismatch,
}

/// <summary>A job that knows why it failed; the message is for whoever mends it.</summary>
public sealed class RunFailedException(FailureCause cause, string message) : Exception(message)
{
    public FailureCause Cause { get; } = cause;
}

/// <summary>Why a run failed, and what was said by whoever refused it, in its own words.</summary>
public sealed record RunFailure(FailureCause Cause, string Raw)
{
    private const string Between = ": ";

    /// <summary>What an exception means; where it was only passed on, what had caused it.</summary>
    public static RunFailure Of(Exception exception) => new(CauseOf(exception), exception.Message.Length > 0 ? exception.Message : exception.GetType().Name);

    /// <summary>What <see cref="ToString"/> has written; any other text is what was said, and null is made of none.</summary>
    public static RunFailure? Read(string text) => text.Length == 0 ? null
        : text.Split(Between, 2) is [var cause, var raw] && Enum.TryParse<FailureCause>(cause, out var known) && cause == known.ToString() ? new(known, raw)
        : new(FailureCause.Unexpected, text);

    /// <summary>As it is kept with the run.</summary>
    public override string ToString() => $"{Cause}{Between}{Raw}";

    private static FailureCause CauseOf(Exception exception) => exception switch
    {
        RunFailedException failed => failed.Cause,
        BusyException => FailureCause.Busy,
        HttpRequestException or SocketException => FailureCause.Unreachable,
        TimeoutException or OperationCanceledException => FailureCause.TimedOut,
        { InnerException: { } inner } => CauseOf(inner),
        _ => FailureCause.Unexpected,
    };
}
