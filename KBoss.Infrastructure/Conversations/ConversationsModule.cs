using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Conversations;

/// <summary>Registers what the module Conversations offers.</summary>
public static class ConversationsModule
{
    /// <summary>Adds the module's services and queries.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddScoped<ConversationService>();
        services.AddScoped<ConversationQueries>();
        services.AddScoped<ConversationNews>();
        services.AddSingleton<UnreadConversations>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<UnreadConversations>());
        services.AddSingleton<IReminderCause, ConversationCause>();
        services.AddScoped<ICustomerRemovalStep, ConversationRemoval>();
        return services;
    }
}

/// <summary>What was said with a customer that never did business goes with it, and so does what was sent.</summary>
internal sealed class ConversationRemoval(FileStore files) : ICustomerRemovalStep
{
    /// <inheritdoc />
    public async Task RemoveAsync(KBossDbContext db, Customer customer, By by, CancellationToken ct)
    {
        if (await db.Conversations.FirstOrDefaultAsync(c => c.BuyerId == customer.BuyerId, ct) is not { } conversation)
        {
            return;
        }

        var sent = await db.ConversationFiles.Where(f => f.BuyerId == customer.BuyerId).ToListAsync(ct);
        var keys = sent.Select(f => f.Key).ToList();
        // The customer's own leave with all that it has kept.
        foreach (var file in await db.StoredFiles.Where(f => f.OrganizationId == customer.SellerId && keys.Contains(f.Key)).ToListAsync(ct))
        {
            files.Remove(db, file);
        }

        db.RemoveRange(sent);
        db.RemoveRange(await db.ConversationMessages.Where(m => m.BuyerId == customer.BuyerId).ToListAsync(ct));
        db.RemoveRange(await db.ConversationReadings.Where(r => r.BuyerId == customer.BuyerId).ToListAsync(ct));
        var subject = await ConversationNews.SubjectAsync(db, OrganizationKind.Distributor, customer.BuyerId, ct);
        db.RemoveRange(await db.Notices
            .Where(n => n.OrganizationId == customer.SellerId && n.Kind == ConversationNews.Kind && n.Subject == subject).ToListAsync(ct));
        db.Remove(conversation);
    }
}
