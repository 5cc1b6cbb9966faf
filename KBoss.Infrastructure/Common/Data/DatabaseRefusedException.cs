namespace KBoss.Infrastructure.Common.Data;

/// <summary>KBoss does not start on this database; the message says why, and what whoever runs KBoss does about it.</summary>
public sealed class DatabaseRefusedException(string message) : InvalidOperationException(message);
