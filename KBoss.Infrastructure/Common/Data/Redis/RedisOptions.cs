namespace KBoss.Infrastructure.Common.Data.Redis;

/// <summary>Through which Redis the processes of one installation tell each other what has changed; without a connection each knows its own changes only.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>Servers, password and more in the form of StackExchange.Redis, as <c>127.0.0.1:6379,password=…</c>; empty, there is none.</summary>
    public string Connection { get; set; } = "";

    /// <summary>The channel of this installation; another one on the same Redis takes another.</summary>
    public string Channel { get; set; } = "kboss:changes";
}
