namespace KBoss.Domain.Connectors;

/// <summary>Whether 中金 knows a customer and lets it buy.</summary>
public enum Whitelisting
{
    NotSynced,
    Waiting,
    Whitelisted,
    Refused,
}
