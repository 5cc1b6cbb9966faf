using KBoss.Domain.Access;
using KBoss.Infrastructure.Access;

namespace KBoss.Tests.Support;

/// <summary>Says who acts in a test; nobody until somebody signs in.</summary>
public sealed class TestActor : ICurrentActor
{
    public Actor? Current { get; set; }

    public ValueTask<Actor?> FindAsync(CancellationToken ct = default) => ValueTask.FromResult(Current);
}
