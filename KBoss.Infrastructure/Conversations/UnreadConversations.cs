using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;

namespace KBoss.Infrastructure.Conversations;

/// <summary>
/// Remembers how much each member has not read, so that the header of a page asks the database only after a change; whatever nobody tells of is seen after
/// <see cref="Lifetime"/> at the latest.
/// </summary>
public sealed class UnreadConversations(TimeProvider time) : IChangeListener
{
    /// <summary>How long a number is believed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const int Most = 10_000;
    private readonly Remembered<long, Number> numbers = new(Most, Lifetime, time);

    public void ListenTo(Changes changes)
    {
        changes.Subscribe<ConversationChanged>(change =>
            numbers.Forget((_, number) => number.OrganizationId == change.SellerId || number.OrganizationId == change.BuyerId));
        changes.Subscribe<CustomersMoved>(change => numbers.Forget((_, number) => number.OrganizationId == change.OrganizationId));
        changes.Subscribe<ConversationRead>(change => numbers.Forget(change.MemberId));
    }

    /// <summary>The number for a member, counted now if it is not remembered.</summary>
    internal async ValueTask<int> GetAsync(Actor me, Func<CancellationToken, Task<int>> count, CancellationToken ct) =>
        (await numbers.GetAsync(me.MemberId, async (_, token) => new Number(me.OrganizationId, await count(token)), ct))!.Value;

    private sealed record Number(long OrganizationId, int Value);
}
