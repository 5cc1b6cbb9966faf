using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging.Texts;

namespace KBoss.Infrastructure.Messaging.Sms;

/// <summary>A template at one vendor: the text to register there, its number, and what of the configuration is missing.</summary>
public sealed record TemplateAtVendor(SmsVendor Vendor, string Text, string Number, IReadOnlyList<string> Missing);

/// <summary>A template with its sample and how many parts that makes; <paramref name="Sender"/> is who sends it now, null when nobody can.</summary>
public sealed record TemplateRow(SmsText Text, string Preview, int Parts, SmsVendor? Sender, IReadOnlyList<TemplateAtVendor> Vendors);

/// <summary>What one vendor says of the templates, or the code with which it did not.</summary>
public sealed record VendorTemplates(SmsVendor Vendor, IReadOnlyList<RegisteredTemplate> Templates, string Fault);

/// <summary>
/// The templates of text messages, what the vendors say of them, and test messages; the accounts are the platform's, so only the root's Admin gets here.
/// </summary>
public sealed class SmsTemplateService(
    ICurrentActor current, KBossDbContextFactory contexts, SmsSender sender, Outbox outbox, TextMessages texts, IMemberAddresses addresses)
{
    /// <summary>Every template, with its sample values.</summary>
    public async Task<IReadOnlyList<TemplateRow>> ListAsync(CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.MessagesConfigure, ct);
        return
        [
            .. SmsTexts.All.Select(text =>
            {
                var able = sender.For(text.Template);
                var preview = text.Fill((able.Count > 0 ? able[0] : sender.Ordered[0]).SignName, text.Sample);
                return new TemplateRow(text, preview, SmsTexts.Parts(preview), able.Count > 0 ? able[0].Vendor : null,
                [
                    .. sender.Ordered.Select(vendor => new TemplateAtVendor(
                        vendor.Vendor, vendor.Vendor == SmsVendor.TencentCloud ? text.Numbered : text.Named, vendor.NumberOf(text.Template),
                        vendor.MissingFor(text.Template))),
                ]);
            }),
        ];
    }

    /// <summary>Asks every configured vendor for the state of the templates; one that does not say so is no failure of the others.</summary>
    public async Task<IReadOnlyList<VendorTemplates>> AskVendorsAsync(CancellationToken ct = default)
    {
        await current.DemandAsync(Permissions.MessagesConfigure, ct);
        var said = new List<VendorTemplates>();
        foreach (var vendor in sender.Ordered.Where(vendor => vendor.MissingAccount.Count == 0))
        {
            var numbers = SmsTexts.All.Select(text => vendor.NumberOf(text.Template)).Where(number => number.Length > 0).ToList();
            try
            {
                said.Add(new VendorTemplates(vendor.Vendor, numbers.Count == 0 ? [] : await vendor.FindTemplatesAsync(numbers, ct), ""));
            }
            catch (SmsVendorException e)
            {
                said.Add(new VendorTemplates(vendor.Vendor, [], e.Code));
            }
        }

        return said;
    }

    /// <summary>What a phone would show for values, with the number of parts.</summary>
    public async Task<(string Text, int Parts)> PreviewAsync(SmsTemplate template, IReadOnlyDictionary<string, string> values, CancellationToken ct = default)
    {
        var row = (await ListAsync(ct)).First(r => r.Text.Template == template);
        var sign = (row.Sender is { } by ? sender.Ordered.First(v => v.Vendor == by) : sender.Ordered[0]).SignName;
        var text = row.Text.Fill(sign, values);
        return (text, SmsTexts.Parts(text));
    }

    /// <summary>
    /// Gives a message with these values to the outbox, to the actor's own phone. Refuses with <c>Messaging.NobodySends</c> and <c>Messaging.PhoneFull</c>,
    /// which says from when on the phone gets messages again.
    /// </summary>
    public async Task TestAsync(SmsTemplate template, IReadOnlyDictionary<string, string> values, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.MessagesConfigure, ct);
        if (sender.For(template).Count == 0)
        {
            throw new RuleException("Messaging.NobodySends");
        }

        var filled = SmsTexts.Of(template).Variables.ToDictionary(name => name, name => Require.Text(values.GetValueOrDefault(name), name, 100));
        string phone;
        await using (var db = contexts.Open(me))
        {
            phone = (await addresses.FindAsync(db, [me.MemberId], ct))[0].Phone;
        }

        if (await texts.WaitAsync(phone, template, ct) is { } free)
        {
            throw new RuleException("Messaging.PhoneFull", ChinaTime.FromUtc(free).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        var key = $"test-{Guid.NewGuid():N}";
        await contexts.InTransactionAsync(me, async db =>
        {
            outbox.AddSms(db, me.OrganizationId, key, new SmsOutboxMessage(phone, template, filled, db.Now.AddMinutes(10)));
            db.Audit(me.OrganizationId, "TestSms", $"SmsTemplate {template}");
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
