using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging.Sms;

namespace KBoss.Web.Development.Messages;

/// <summary>A text message that the simulated vendor took; <see cref="SentAt"/> is UTC.</summary>
public sealed record SimulatedSms(string BizId, string Phone, SmsTemplate Template, string? Code, string Text, DateTime SentAt, string? OutId, SmsVendor Vendor)
{
    /// <summary>What the carrier has said of it so far; null while it says nothing.</summary>
    public SimulatedFate? Fate { get; init; }
}

/// <summary>What a carrier says: whether the phone has the message, its code, and when (UTC).</summary>
public sealed record SimulatedFate(bool Delivered, string Code, DateTime At);

/// <summary>The phones that both simulated vendors write to: keeps the last messages in memory, and what the carriers say of them.</summary>
public sealed class SimulatedPhones(TimeProvider time)
{
    /// <summary>How many messages are kept.</summary>
    public const int Capacity = 500;

    private readonly Lock gate = new();
    private readonly LinkedList<SimulatedSms> messages = new();
    private long number;
    private int lost;

    /// <summary>What the carriers say of messages when they are asked; null leaves them waiting.</summary>
    public bool? Delivers { get; set; } = true;

    /// <summary>The kept messages, newest first, all or those to one phone.</summary>
    public IReadOnlyList<SimulatedSms> Messages(string? phone = null)
    {
        lock (gate)
        {
            return [.. messages.Where(message => string.IsNullOrWhiteSpace(phone) || message.Phone == Bare(phone))];
        }
    }

    /// <summary>The newest message to a phone.</summary>
    public SimulatedSms? Latest(string phone) => Messages(phone) is [var newest, ..] ? newest : null;

    /// <summary>Lets the next messages be taken and their answers be lost.</summary>
    public void LoseNext(int calls = 1) => Interlocked.Add(ref lost, calls);

    /// <summary>Keeps a message that a vendor took, under a number of its own.</summary>
    public SimulatedSms Keep(SmsVendor vendor, string phone, SmsTemplate template, IReadOnlyDictionary<string, string> values, string signName, string? outId)
    {
        lock (gate)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var id = vendor == SmsVendor.AlibabaCloud ? $"{now:yyyyMMddHHmmss}{++number:D6}^0" : $"2640:{now:yyyyMMddHHmmss}{++number:D6}";
            var sms = new SimulatedSms(id, phone, template, values.GetValueOrDefault("code"), SmsTexts.Of(template).Fill(signName, values), now, outId, vendor);
            messages.AddFirst(sms);
            if (messages.Count > Capacity)
            {
                messages.RemoveLast();
            }

            return sms;
        }
    }

    /// <summary>The message with what its carrier says of it, once it was asked; null when there is none.</summary>
    public SimulatedSms? Asked(string bizId)
    {
        lock (gate)
        {
            var node = Find(bizId);
            if (node is not null && node.Value.Fate is null && Delivers is { } delivers)
            {
                node.Value = node.Value with { Fate = new SimulatedFate(delivers, delivers ? "DELIVERED" : "MOBILE_NOT_ON_SERVICE", time.GetUtcNow().UtcDateTime) };
            }

            return node?.Value;
        }
    }

    /// <summary>Lets the carrier say what became of a message; null when there is none.</summary>
    public SimulatedSms? Decide(string bizId, bool delivered, string code)
    {
        lock (gate)
        {
            var node = Find(bizId);
            if (node is not null)
            {
                node.Value = node.Value with { Fate = new SimulatedFate(delivered, code, time.GetUtcNow().UtcDateTime) };
            }

            return node?.Value;
        }
    }

    private LinkedListNode<SimulatedSms>? Find(string bizId)
    {
        for (var node = messages.First; node is not null; node = node.Next)
        {
            if (node.Value.BizId == bizId)
            {
                return node;
            }
        }

        return null;
    }

    internal bool LosesNow()
    {
        if (Interlocked.Decrement(ref lost) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref lost);
        return false;
    }

    /// <summary>The eleven digits, however the country was written in front of them.</summary>
    internal static string Bare(string phone)
    {
        var digits = phone.Trim();
        foreach (var prefix in (string[])["+86", "0086", "86"])
        {
            if (digits.Length == prefix.Length + 11 && digits.StartsWith(prefix, StringComparison.Ordinal))
            {
                return digits[prefix.Length..];
            }
        }

        return digits;
    }
}
