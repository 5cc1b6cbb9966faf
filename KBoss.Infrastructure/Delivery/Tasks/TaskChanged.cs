namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>Something about a task, or about the delivery of its order line, is other than it was.</summary>
public sealed record TaskChanged(long OrganizationId, string TaskNo, string OrderNo, long SellerId, long BuyerId);
