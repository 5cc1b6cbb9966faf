using System.Text.Json;
using KBoss.Infrastructure.Messaging;

namespace KBoss.Infrastructure.Files;

/// <summary>Deletes the bytes of a stored file once the deletion of its row is committed, also when the process dies in between.</summary>
public sealed class FileRemoval(FileStore files) : IOutboxHandler
{
    /// <summary>What the outbox calls it.</summary>
    public const string Kind = "FileRemoval";

    string IOutboxHandler.Kind => Kind;

    public Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        files.Delete(JsonSerializer.Deserialize<string>(payload) ?? throw new OutboxRefusedException("The message names no file."));
        return Task.CompletedTask;
    }
}
