namespace KBoss.Infrastructure.Common.Data;

/// <summary>A write that would break isolation or an append-only promise: always a fault of the program, never of its user.</summary>
public sealed class IsolationException(string message) : InvalidOperationException(message);
