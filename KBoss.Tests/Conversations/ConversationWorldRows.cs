using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Files;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Conversations;

/// <summary>What the customer and its salesperson have said, and what a salesperson said to others.</summary>
internal sealed class ConversationWorldRows : WorldRows
{
    public override int Position => 130;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Buyer);
        await Boss.Get<ConversationService>().SayAsync(null, "first-message", "第一机构对销售说的话", [new Upload("第一机构给销售的附件.pdf", People.Pdf)]);
        Boss.SignIn(Staff);
        foreach (var other in World.Served)
        {
            await Boss.Get<ConversationService>().SayAsync(other.Code, "first-answer", "第一机构的销售说的话");
        }

        await Boss.Get<ConversationService>().SayAsync(Customer.Code, "first-answer", "第一机构的销售答的话");
        await Boss.Get<ConversationService>().ReadAsync(Customer.Code, 1);
        Boss.SignIn(Buyer);
        await Boss.Get<ConversationService>().SayAsync(null, "another-message", "第一机构还在等的话");
    }
}
