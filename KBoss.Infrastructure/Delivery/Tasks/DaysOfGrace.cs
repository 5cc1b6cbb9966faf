using KBoss.Domain.Delivery;
using KBoss.Infrastructure.Common.Settings;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>For how many Shanghai days after its end what was delivered can still be renewed.</summary>
public sealed class DaysOfGrace(SettingsStore settings)
{
    /// <summary>
    /// As the seller has set them, but no more than the distributor that buys from the supplier gives: there it goes on running meanwhile, and nobody pays for it.
    /// </summary>
    internal async Task<int> OfAsync(FulfilmentTask task, CancellationToken ct)
    {
        var sold = await OfAsync(task.SellerId, ct);
        return task.OrganizationId == task.SellerId ? sold : Math.Min(sold, await OfAsync(task.OrganizationId, ct));
    }

    private async Task<int> OfAsync(long distributorId, CancellationToken ct) =>
        (await settings.OfAsync<ThresholdSettings>(distributorId, ThresholdSettings.Section, ct)).GraceDays;
}
