namespace KBoss.Infrastructure.Files;

/// <summary>A file as it was uploaded; what it is is told by its content.</summary>
public sealed record Upload(string Name, byte[] Content);
