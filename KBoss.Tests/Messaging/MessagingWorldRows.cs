using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Messaging;

/// <summary>Text messages that were not delivered, addresses of mail, and a notice.</summary>
internal sealed class MessagingWorldRows : WorldRows
{
    public override int Position => 94;

    protected override async Task AddAsync()
    {
        await using var db = Boss.Db();
        foreach (var number in Several)
        {
            var text = new TextMessage(new Parties(Root.Id, Customer.Id), $"first-text-{number}", "13900000077", nameof(SmsTemplate.LowBalance), Boss.Now);
            text.Begin(1, Boss.Now);
            text.End(TextMessageState.Accepted, SmsVendor.AlibabaCloud, $"first-biz-{number}", "OK", "OK");
            text.Report(SmsVendor.AlibabaCloud, delivered: false, "", $"FIRST-CODE-{number}", "第一机构的短信", null, Boss.Now);
            db.Add(text);
        }

        foreach (var member in new[] { Staff, Buyer })
        {
            var mail = new MemberMail(member.OrganizationId, member.MemberId);
            mail.Ask($"first-{member.MemberId}@example.cn", "the-hash-of-a-code", Boss.Now);
            mail.Prove("the-hash-of-a-code", Boss.Now);
            db.Add(mail);
        }

        db.Add(new Notice(Root.Id, Staff.MemberId, "CustomersAssigned", "", ["第一机构的通知"], Boss.Now));
        await db.SaveChangesAsync();
    }
}
