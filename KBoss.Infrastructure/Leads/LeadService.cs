using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Leads;

/// <summary>What a distributor's people do about the leads that they see.</summary>
public sealed class LeadService(KBossDbContextFactory contexts, ICurrentActor current)
{
    /// <summary>Takes a lead on; refused with <c>Leads.TakenAlready</c> when somebody was faster, and <c>Leads.Closed</c>.</summary>
    public Task TakeAsync(string leadNo, CancellationToken ct = default) => ActAsync(leadNo, (db, me, lead) => Task.FromResult(lead.Take(me.By, db.Now)), ct);

    /// <summary>
    /// Gives a lead to a colleague who handles leads, and tells them; refused with <c>Leads.MemberUnknown</c>, <c>Leads.SameAssignee</c>, <c>Leads.Closed</c>
    /// and <c>Common.TextTooLong</c>.
    /// </summary>
    public Task HandOverAsync(string leadNo, long? memberId, string? note, CancellationToken ct = default) => ActAsync(leadNo, async (db, me, lead) =>
    {
        var to = await LeadQueries.Handling(db, me).Where(m => m.Id == memberId).Select(m => new By(m.Id, m.Name)).FirstOrDefaultAsync(ct)
            ?? throw new RuleException("Leads.MemberUnknown") { Field = "member" };
        var done = lead.HandOver(me.By, to, note, db.Now);
        if (to.MemberId != me.MemberId)
        {
            db.Add(new Notice(lead.OrganizationId, to.MemberId!.Value, "LeadHandedOver", lead.LeadNo, [me.Name, lead.LeadNo], db.Now));
        }

        return done;
    }, ct);

    /// <summary>Notes something about a lead; refused with <c>Common.TextRequired</c> or <c>Common.TextTooLong</c>.</summary>
    public Task NoteAsync(string leadNo, string? text, CancellationToken ct = default) =>
        ActAsync(leadNo, (db, me, lead) => Task.FromResult(lead.Note(me.By, text, db.Now)), ct);

    /// <summary>
    /// Ends a lead with what came of it, and the code of the customer that it has become where there is one; refused with <c>Leads.CustomerUnknown</c>,
    /// <c>Leads.OutcomeRequired</c>, <c>Leads.Closed</c> and <c>Common.TextTooLong</c>.
    /// </summary>
    public Task CloseAsync(string leadNo, LeadStatus? outcome, string? text, string? customerCode, CancellationToken ct = default) => ActAsync(leadNo, async (db, me, lead) =>
    {
        long? buyer = null;
        if (Require.Optional(customerCode, "customer", 50) is { Length: > 0 } code)
        {
            buyer = await db.CustomersOf(me).WithCodes(db, [code]).Select(c => (long?)c.BuyerId).FirstOrDefaultAsync(ct)
                ?? throw new RuleException("Leads.CustomerUnknown", code) { Field = "customer" };
        }

        return lead.Close(me.By, outcome, text, buyer, db.Now);
    }, ct);

    /// <summary>Takes a closed lead up again; refused with <c>Leads.NotClosed</c> and <c>Leads.Forgotten</c>.</summary>
    public Task ReopenAsync(string leadNo, CancellationToken ct = default) => ActAsync(leadNo, (db, me, lead) => Task.FromResult(lead.Reopen(me.By, db.Now)), ct);

    /// <summary>The whole phone of whoever wrote a lead; the look is kept in the audit log.</summary>
    public Task<string> RevealPhoneAsync(string leadNo, CancellationToken ct = default) => RevealAsync(leadNo, "PhoneShown", lead => lead.Phone, ct);

    /// <summary>The whole mail address of whoever wrote a lead; the look is kept in the audit log.</summary>
    public Task<string> RevealMailAsync(string leadNo, CancellationToken ct = default) => RevealAsync(leadNo, "MailShown", lead => lead.Mail, ct);

    private async Task<string> RevealAsync(string leadNo, string action, Func<Lead, string> of, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await using var db = contexts.Open(me);
        var lead = await db.FindLeadAsync(me, leadNo, ct);
        await contexts.AuditAsync(me, action, lead.AuditSubject, ct: ct);
        return of(lead);
    }

    private async Task ActAsync(string leadNo, Func<KBossDbContext, Actor, Lead, Task<LeadEvent>> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(Permissions.LeadsHandle, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var lead = await db.FindLeadAsync(me, leadNo, ct);
            // A note is one of the lead as it stands, too: two who act at once meet here.
            db.Touch(lead);
            db.Add(await act(db, me, lead));
            db.AfterCommit(new LeadChanged(lead.OrganizationId, lead.LeadNo));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
