using System.Net;
using System.Net.Sockets;
using KBoss.Infrastructure.Common;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace KBoss.Infrastructure.Messaging.Mail;

/// <summary>Gives mails to the configured server. Logs neither addresses nor words.</summary>
public sealed class MailSender(IOptionsSnapshot<MailOptions> options, TimeProvider time, ILogger<MailSender> log)
{
    /// <summary>
    /// Sends one mail as plain text and as HTML. <see cref="OutboxRefusedException"/> when the server refuses for good (5xx) or nothing is configured; any
    /// other failure may be tried again. The key becomes the mail's number, by which a reader's program knows a repetition.
    /// </summary>
    public async Task SendAsync(string key, string to, NoticeWords words, CancellationToken ct)
    {
        var settings = options.Value;
        if (settings.Missing is { Count: > 0 } missing)
        {
            throw new OutboxRefusedException($"Not configured: {string.Join(", ", missing)}");
        }

        using var mail = Compose(settings, key, to, words, time.UtcNow());
        try
        {
            using var smtp = await ConnectAsync(settings, ct);
            var answer = await smtp.SendAsync(mail, ct);
            await smtp.DisconnectAsync(quit: true, ct);
            log.LogInformation("Mail {Key} was taken: {Answer}", key, answer.Split('\n')[0]);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500)
        {
            throw new OutboxRefusedException($"{(int)e.StatusCode} {e.ErrorCode}");
        }
        catch (SmtpCommandException e)
        {
            throw new InvalidOperationException($"{(int)e.StatusCode} {e.ErrorCode}", e);
        }
    }

    /// <summary>Connects and signs in, and nothing else; what goes wrong is thrown.</summary>
    public async Task TestAsync(CancellationToken ct)
    {
        using var smtp = await ConnectAsync(options.Value, ct);
        await smtp.NoOpAsync(ct);
        await smtp.DisconnectAsync(quit: true, ct);
    }

    /// <summary>The code of what went wrong, without a word of the mail.</summary>
    internal static string CodeOf(Exception e) => e switch
    {
        SmtpCommandException { StatusCode: var status } => ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture),
        AuthenticationException => "authentication",
        SslHandshakeException => "tls",
        NotSupportedException => "starttls",
        ProtocolException => "protocol",
        SocketException or IOException => "unreachable",
        OperationCanceledException or TimeoutException => "timeout",
        _ => e.GetType().Name,
    };

    internal static MimeMessage Compose(MailOptions settings, string key, string to, NoticeWords words, DateTime now)
    {
        var mail = new MimeMessage { Subject = words.Title, Date = new DateTimeOffset(now), MessageId = $"{key.Replace(':', '.')}@{settings.From.Split('@')[^1]}" };
        mail.From.Add(new MailboxAddress(settings.FromName, settings.From));
        mail.To.Add(MailboxAddress.Parse(to));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder
        {
            TextBody = words.Link is null ? $"{words.Text}\n\n{words.Footer}\n" : $"{words.Text}\n\n{words.LinkText}: {words.Link}\n\n{words.Footer}\n",
            HtmlBody = Html(words),
        };
        mail.Body = body.ToMessageBody();
        return mail;
    }

    private static string Html(NoticeWords words)
    {
        static string Safe(string text) => WebUtility.HtmlEncode(text);
        var link = words.Link is null ? "" : $"<p><a href=\"{Safe(words.Link)}\">{Safe(words.LinkText)}</a></p>";
        return $"<!DOCTYPE html><html><body style=\"font-family:sans-serif;line-height:1.6\"><p>{Safe(words.Text)}</p>{link}"
            + $"<p style=\"color:#666\">{Safe(words.Footer)}</p></body></html>";
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static async Task<SmtpClient> ConnectAsync(MailOptions settings, CancellationToken ct)
    {
        var smtp = new SmtpClient { Timeout = (int)settings.PerAttempt.TotalMilliseconds };
        try
        {
            await smtp.ConnectAsync(settings.Host, settings.Port, settings.Security switch
            {
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                // Nothing goes to another machine in the clear, a password least of all.
                _ => IsThisMachine(settings.Host) ? SecureSocketOptions.None : SecureSocketOptions.StartTls,
            }, ct);
            if (settings.User.Length > 0)
            {
                await smtp.AuthenticateAsync(settings.User, settings.Password, ct);
            }

            return smtp;
        }
        catch
        {
            smtp.Dispose();
            throw;
        }
    }
}
