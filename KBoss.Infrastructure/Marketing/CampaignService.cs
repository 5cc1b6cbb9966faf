using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Marketing;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Marketing;

/// <summary>
/// Makes, changes, confirms and cancels campaigns. A salesperson's are their own and reach the customers that they serve; who may view all customers sees and
/// cancels everybody's, and changes those that reach all. Anybody else's are <see cref="NotFoundException"/>.
/// </summary>
public sealed class CampaignService(
    KBossDbContextFactory contexts, ICurrentActor current, CampaignCustomers customers, CampaignPreviews previews)
{
    /// <summary>Makes a draft and returns its number; refused as <see cref="Campaign.Change"/> is, and with <c>Marketing.TemplateUnknown</c>.</summary>
    public async Task<string> CreateAsync(CampaignFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        return await contexts.InTransactionAsync(me, async db =>
        {
            var campaign = new Campaign(
                me.OrganizationId, BusinessNumber.New(BusinessNumber.Campaign, db.Now), me.By, me.Has(Permissions.CustomersViewAll), facts, VariablesOf(facts), db.Now);
            db.Add(campaign);
            db.AfterCommit(new CampaignChanged(me.OrganizationId, campaign.No));
            await db.SaveChangesAsync(ct);
            return campaign.No;
        }, ct);
    }

    /// <summary>Changes a draft that was shown at a version; refused as <see cref="Campaign.Change"/> is, and with <c>Common.ChangedMeanwhile</c>.</summary>
    public async Task ChangeAsync(string no, int version, CampaignFacts facts, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var campaign = await db.FindCampaignAsync(me, no, ct);
            DemandMine(campaign, me);
            campaign.DemandDraft();
            DemandShown(campaign, version);
            campaign.Change(facts, VariablesOf(facts));
            db.AfterCommit(new CampaignChanged(me.OrganizationId, no));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Deletes a draft; refused with <c>Marketing.NotDraft</c> once it was confirmed.</summary>
    public async Task DeleteAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var campaign = await db.FindCampaignAsync(me, no, ct);
            DemandMine(campaign, me);
            campaign.DemandDraft();
            db.Remove(campaign);
            db.AfterCommit(new CampaignChanged(me.OrganizationId, no));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>How many customers stand in the source of a campaign; refused with <c>Marketing.TooMany</c>.</summary>
    public async Task<int> CountAsync(CampaignFacts facts, CancellationToken ct = default) =>
        (await customers.FindAsync(await current.DemandAsync(Permissions.CampaignsManage, ct), facts, ct)).Count;

    /// <summary>
    /// What it would come to if it were sent now or at an instant (UTC), and how one of those whom it reaches would read it. Refused with
    /// <c>Marketing.NotDraft</c> once it was confirmed, and with <c>Marketing.TooMany</c>.
    /// </summary>
    public async Task<CampaignPreview> PreviewAsync(string no, DateTime? at = null, long? memberId = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        Campaign campaign;
        await using (var db = contexts.Open(me))
        {
            campaign = await db.FindCampaignAsync(me, no, ct);
        }

        DemandMine(campaign, me);
        campaign.DemandDraft();
        return (await previews.MakeAsync(me, campaign.Facts, at, memberId, ct)).Preview;
    }

    /// <summary>
    /// Sends a campaign as it was shown, at once or at an instant (UTC), to as many members as were shown: its recipients are kept from now on. Refused as <see
    /// cref="Campaign.Confirm"/> is, with <c>Common.ChangedMeanwhile</c>, <c>Marketing.CountChanged</c> where it would reach another number than was shown,
    /// <c>Marketing.NobodyReached</c>, <c>Marketing.TooMany</c>, and with <c>Marketing.NobodySends</c> or <c>Marketing.TemplateNotApproved</c> where the text
    /// message would not go out.
    /// </summary>
    public async Task ConfirmAsync(string no, int version, int members, DateTime? at = null, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        Campaign shown;
        await using (var db = contexts.Open(me))
        {
            shown = await db.FindCampaignAsync(me, no, ct);
        }

        DemandMine(shown, me);
        shown.DemandDraft();
        DemandShown(shown, version);
        // Whom it reaches is looked for before the transaction: it takes long, and what it is shown at is asked again there.
        var (preview, reaches) = await previews.MakeAsync(me, shown.Facts, at, null, ct);
        DemandSent(preview);
        if (preview.Members != members)
        {
            throw new RuleException("Marketing.CountChanged", preview.Members);
        }

        await contexts.InTransactionAsync(me, async db =>
        {
            var campaign = await db.FindCampaignAsync(me, no, ct);
            campaign.DemandDraft();
            DemandShown(campaign, version);
            campaign.Confirm(me.By, at, preview.SmsPrice, db.Now);
            db.AfterCommit(new CampaignChanged(me.OrganizationId, no));
            await db.SaveChangesAsync(ct);
            await db.AddManyAsync([.. reaches.Select(r => new CampaignRecipient(campaign, r.BuyerId, r.MemberId, r.Phone, r.Channels, r.Why))], ct);
        }, ct);
    }

    /// <summary>Stops it: what is not sent yet is not sent; refused as <see cref="Campaign.Cancel"/> is.</summary>
    public async Task CancelAsync(string no, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.CampaignsManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var campaign = await db.FindCampaignAsync(me, no, ct);
            campaign.Cancel(db.Now);
            db.AfterCommit(new CampaignChanged(me.OrganizationId, no));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>The variables that the facts must fill, by the template that they name.</summary>
    internal static IReadOnlyCollection<string> VariablesOf(CampaignFacts facts) => !facts.Channels.HasFlag(Channels.Sms) ? []
        : CampaignWords.TemplateOf(facts.Template)?.Variables ?? throw new RuleException("Marketing.TemplateUnknown") { Field = "template" };

    /// <summary>Whether the actor may change and send it: its own, and whatever reaches all for who may view all.</summary>
    internal static bool IsMine(Campaign campaign, Actor me) =>
        campaign.OfAll ? me.Has(Permissions.CustomersViewAll) : campaign.By.MemberId == me.MemberId;

    private static void DemandMine(Campaign campaign, Actor me)
    {
        if (!IsMine(campaign, me))
        {
            throw new RuleException("Marketing.NotYours", campaign.By.Name);
        }
    }

    private static void DemandShown(Campaign campaign, int version)
    {
        if (campaign.Version != version)
        {
            throw new RuleException("Common.ChangedMeanwhile");
        }
    }

    private static void DemandSent(CampaignPreview preview)
    {
        if (preview.Approval is { SignName: null })
        {
            throw new RuleException("Marketing.NobodySends");
        }

        if (preview.Approval is { Sends: false } refused)
        {
            throw new RuleException("Marketing.TemplateNotApproved", refused.Reason);
        }

        if (preview.Members == 0)
        {
            throw new RuleException("Marketing.NobodyReached");
        }

        if (preview.Members + preview.Nothing > Campaign.MostRecipients)
        {
            throw new RuleException("Marketing.TooMany", Campaign.MostRecipients);
        }
    }
}
