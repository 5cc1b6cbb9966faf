using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace KBoss.Web.Development.Messages;

/// <summary>A mail that the simulated server took; <see cref="At"/> is UTC.</summary>
public sealed record SimulatedMail(string To, string Subject, string Text, string Html, string MessageId, DateTime At);

/// <summary>Plays a mail server on this machine: takes mails over SMTP and keeps the last ones in memory. It can refuse recipients with a code.</summary>
public sealed class MailSimulator(TimeProvider time, ILogger<MailSimulator> log) : BackgroundService
{
    private const int Capacity = 200;
    private const int LongestMail = 1 << 20;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly LinkedList<SimulatedMail> mails = new();
    private readonly Queue<int> faults = new();

    /// <summary>Where it listens; zero before it is started.</summary>
    public int Port { get; private set; }

    /// <summary>The kept mails, newest first, all or those to one address.</summary>
    public IReadOnlyList<SimulatedMail> Mails(string? to = null)
    {
        lock (mails)
        {
            return [.. mails.Where(mail => string.IsNullOrWhiteSpace(to) || string.Equals(mail.To, to.Trim(), StringComparison.OrdinalIgnoreCase))];
        }
    }

    /// <summary>Lets the next mails be refused with a code of the server, such as 451 or 550.</summary>
    public void FailNext(int code, int times = 1)
    {
        lock (mails)
        {
            for (var i = 0; i < times; i++)
            {
                faults.Enqueue(code);
            }
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stoppingToken);
                _ = Task.Run(() => ServeAsync(client, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        try
        {
            using (client)
            await using (var stream = client.GetStream())
            {
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await TalkAsync(reader, writer, ct);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            log.LogDebug(e, "A mail connection ended early.");
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer, CancellationToken ct)
    {
        var to = "";
        await writer.WriteLineAsync("220 simulated ready");
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-simulated");
                    await writer.WriteLineAsync("250 8BITMIME");
                    break;
                case "RCPT" when Fault() is { } code:
                    await writer.WriteLineAsync($"{code} simulated fault");
                    break;
                case "RCPT":
                    to = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.LastIndexOf('>')];
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Keep(to, await DataAsync(reader, ct));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    private static async Task<byte[]> DataAsync(StreamReader reader, CancellationToken ct)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(ct) is { } line && line != "." && data.Length < LongestMail)
        {
            data.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        }

        return Encoding.Latin1.GetBytes(data.ToString());
    }

    private int? Fault()
    {
        lock (mails)
        {
            return faults.TryDequeue(out var code) ? code : null;
        }
    }

    private void Keep(string to, byte[] data)
    {
        using var stream = new MemoryStream(data);
        using var mail = MimeMessage.Load(stream);
        lock (mails)
        {
            mails.AddFirst(new SimulatedMail(to, mail.Subject ?? "", mail.TextBody ?? "", mail.HtmlBody ?? "", mail.MessageId ?? "", time.GetUtcNow().UtcDateTime));
            if (mails.Count > Capacity)
            {
                mails.RemoveLast();
            }
        }
    }
}
