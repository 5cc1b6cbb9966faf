namespace KBoss.Infrastructure.Orders.Demands;

/// <summary>Something has changed about what a supplier asks of a customer before it can buy; open pages of both sides read again.</summary>
public sealed record CustomerStandingChanged(long SellerId, long BuyerId);
