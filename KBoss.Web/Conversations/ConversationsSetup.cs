using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Customers;
using KBoss.Web.Common;
using KBoss.Web.Customers;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Conversations;

/// <summary>What the pages of conversations stand on: the figure in the header, and the tab of a customer.</summary>
public static class ConversationsSetup
{
    public static IServiceCollection AddConversationPages(this IServiceCollection services) =>
        services.AddScoped<IHeaderFigure, ConversationsFigure>().AddSingleton<ICustomerTab, CustomerConversationTab>();

    /// <summary>How much the member has not read.</summary>
    private sealed class ConversationsFigure(ConversationQueries conversations, Changes changes) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(conversations: await conversations.CountUnreadAsync(ct));

        public IDisposable? Follow(Actor actor, Action changed)
        {
            return new Hearings(
            [
                changes.Subscribe<ConversationChanged>(change => If(change.SellerId == actor.OrganizationId || change.BuyerId == actor.OrganizationId)),
                changes.Subscribe<ConversationRead>(change => If(change.MemberId == actor.MemberId)),
                changes.Subscribe<CustomersMoved>(change => If(change.OrganizationId == actor.OrganizationId)),
            ]);

            void If(bool concerned)
            {
                if (concerned)
                {
                    changed();
                }
            }
        }
    }
}

/// <summary>The conversation with a customer, on its page.</summary>
internal sealed class CustomerConversationTab(IStringLocalizer<ConversationTexts> words) : ICustomerTab
{
    public string Key => "conversation";

    public string Title => words["Tab"];

    public int Position => 45;

    public string Permission => Permissions.ConversationsAnswer;

    public Type Component => typeof(CustomerConversation);
}
