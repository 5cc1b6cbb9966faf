namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>
/// Whether a template can be sent now: under which signature, and what its vendor says of it; <paramref name="SignName"/> is null when nobody can send it,
/// <paramref name="State"/> when the vendor did not say.
/// </summary>
public sealed record SmsApproval(string? SignName, TemplateState? State, string Reason)
{
    /// <summary>Whether a message of the template would be sent, as far as is known.</summary>
    public bool Sends => SignName is not null && State is null or TemplateState.Approved;
}

/// <summary>Asks whoever sends a template now what became of its approval.</summary>
public sealed class SmsApprovals(SmsSender sender)
{
    /// <summary>What the vendor that sends a template says of it. A vendor that does not answer is no refusal: it would refuse the messages themselves.</summary>
    internal async Task<SmsApproval> AskAsync(SmsTemplate template, CancellationToken ct)
    {
        if (sender.For(template) is not [var vendor, ..])
        {
            return new SmsApproval(null, null, "");
        }

        try
        {
            var number = vendor.NumberOf(template);
            var found = (await vendor.FindTemplatesAsync([number], ct)).FirstOrDefault(t => t.Number == number);
            return new SmsApproval(vendor.SignName, found?.State ?? TemplateState.Refused, found?.Reason ?? "");
        }
        catch (SmsVendorException)
        {
            return new SmsApproval(vendor.SignName, null, "");
        }
    }
}
