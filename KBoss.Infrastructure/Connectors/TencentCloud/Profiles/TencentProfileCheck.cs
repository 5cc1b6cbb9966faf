using System.Text.Json;
using KBoss.Domain.Common;
using KBoss.Domain.Connectors;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Vendors.TencentCloud;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Orders.Demands;

namespace KBoss.Infrastructure.Connectors.TencentCloud.Profiles;

/// <summary>
/// Asks Tencent Cloud whether it knows the account that a customer has named: as a customer of this agent, because only for those it opens anything. The answer is
/// kept in a transaction of its own, and says nothing about a profile that was changed meanwhile.
/// </summary>
internal sealed class TencentProfileCheck(TencentCloudClient tencent, KBossDbContextFactory contexts, Reminders reminders) : IOutboxHandler
{
    public string Kind => ProfileCheck.Kind;

    public async Task HandleAsync(string key, string payload, CancellationToken ct)
    {
        var work = JsonSerializer.Deserialize<ProfileCheck>(payload) ?? throw new OutboxRefusedException("The message is empty.");
        if (await AskedAsync(work, ct) is not { } asked)
        {
            return;
        }

        try
        {
            var found = await tencent.FindCustomerAsync(asked.Uin, asked.SellerId, ct);
            await KeepAsync(
                work, (profile, now) => found is null ? profile.Refuse(work.Check, "Unknown", now) : profile.Confirm(work.Check, found.Name, now), ct);
        }
        catch (TencentCloudException e)
        {
            var reason = e.Code == TencentCloudException.NotConfigured ? "NotConfigured" : e.IsTransient ? "Unreachable" : "VendorRefused";
            await KeepAsync(work, (profile, now) => profile.Miss(work.Check, reason, now), ct);
            if (!e.IsTransient || e.Code == TencentCloudException.NotConfigured)
            {
                throw new OutboxRefusedException(e.Message);
            }

            throw;
        }
    }

    /// <summary>What is to be asked; null when the profile has changed or gone meanwhile.</summary>
    private async Task<TencentProfile?> AskedAsync(ProfileCheck work, CancellationToken ct)
    {
        try
        {
            return await contexts.WithPartiesAsSystemAsync(
                db => db.TencentProfiles.GetAsync("profile", work.ProfileId, ct),
                (_, profile) => Task.FromResult(
                    profile.Check == work.Check && profile.State is ProfileState.Checking or ProfileState.NotChecked ? profile : null), ct);
        }
        catch (NotFoundException)
        {
            // The customer was deleted meanwhile.
            return null;
        }
    }

    private Task KeepAsync(ProfileCheck work, Func<TencentProfile, DateTime, bool> answer, CancellationToken ct) => contexts.WithPartiesAsSystemAsync(
        db => db.TencentProfiles.GetAsync("profile", work.ProfileId, ct),
        async (db, profile) =>
        {
            var before = profile.State;
            if (!answer(profile, db.Now))
            {
                return;
            }

            if (profile.State != before && profile.State is ProfileState.Confirmed or ProfileState.Refused)
            {
                await reminders.TellCustomerAsync(db, profile.Parties, $"TencentProfile{profile.State}", $"{profile.Check}", [profile.Uin], ct);
            }

            db.StandingChanged(profile.SellerId, profile.BuyerId);
            await db.SaveChangesAsync(ct);
        }, ct);
}
