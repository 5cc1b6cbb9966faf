using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KBoss.Tests.Support;

/// <summary>A Redis of its own on a free port of this machine, which keeps nothing on disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kboss-redis-");
    private readonly int port = FreePort();
    private Process? process;

    private RedisServer()
    {
    }

    /// <summary>As <c>Redis:Connection</c> takes it.</summary>
    public string Connection => $"127.0.0.1:{port}";

    public static async Task<RedisServer> MakeAsync()
    {
        var made = new RedisServer();
        await made.StartAsync();
        return made;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server");
        foreach (var argument in new[] { "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--dir", folder.FullName, "--logfile", "redis.log" })
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!;
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new InvalidOperationException("Redis did not start.");
    }

    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public void Dispose()
    {
        Kill();
        folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
