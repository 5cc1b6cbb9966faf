namespace KBoss.Tests.Architecture.Access;

/// <summary>How an endpoint or a page met somebody.</summary>
internal enum Answer
{
    ToSignIn,
    Forbidden,
    NotFound,
    Refused,
    Shown,
    Failed,
}

/// <summary>What somebody got at an address; <see cref="Trace"/> is what stood there of the observed organization, or null.</summary>
internal sealed record Got(Route Route, Person? Who, string Address, Answer Answer, string? Trace)
{
    public override string ToString() => $"{Address}: {(object?)Who ?? "a visitor"} got {Answer}{(Trace is null ? "" : $" with “{Trace}”")}";
}
