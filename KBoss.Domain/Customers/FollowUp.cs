using KBoss.Domain.Common;

namespace KBoss.Domain.Customers;

/// <summary>How a salesperson talked to a customer.</summary>
public enum FollowUpWay
{
    Phone,
    Visit,
    Message,
    Meeting,
    Other,
}

/// <summary>One talk with a customer: when (UTC), how, what for and what came of it, and when to talk again.</summary>
public sealed class FollowUp : Entity, IOrganizationOwned, IAudited
{
    private FollowUp()
    {
    }

    public FollowUp(Customer customer, By by, FollowUpFacts facts, DateTime now)
    {
        OrganizationId = customer.SellerId;
        BuyerId = customer.BuyerId;
        By = by;
        Way = facts.Way;
        At = Require.Utc(now);
        NextAt = facts.NextAt is { } next ? Require.Utc(next) : null;
        Refusals.All(
            () => Aim = Require.Text(facts.Aim, "aim", free: true),
            () => Content = Require.Text(facts.Content, "content", 2000, free: true),
            () =>
            {
                // The day of today is still ahead, whatever the hour.
                if (NextAt < ChinaTime.Start(ChinaTime.Day(At)))
                {
                    throw new RuleException("Customers.NextInThePast") { Field = "next" };
                }
            });
    }

    public long OrganizationId { get; private set; }

    /// <summary>The customer's organization.</summary>
    public long BuyerId { get; private set; }

    public By By { get; private set; } = By.Nobody;

    public FollowUpWay Way { get; private set; }

    public string Aim { get; private set; } = "";

    public string Content { get; private set; } = "";

    public DateTime At { get; private set; }

    /// <summary>The beginning of the Shanghai day of the next talk; none when it is not planned or has been had.</summary>
    public DateTime? NextAt { get; private set; }

    public string AuditSubject => $"FollowUp {Id}";

    /// <summary>The next talk has been had or is planned anew.</summary>
    public void Settle() => NextAt = null;
}

/// <summary>What a salesperson fills in after a talk.</summary>
public sealed record FollowUpFacts(FollowUpWay Way, string? Aim, string? Content, DateTime? NextAt);
