using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Settings;
using KBoss.Infrastructure.Orders;
using KBoss.Web.Common;

namespace KBoss.Web.Settings;

/// <summary>What the settings bring to other pages: the footer of the shop.</summary>
public static class SettingsSetup
{
    public static IServiceCollection AddSettingsPages(this IServiceCollection services) => services.AddScoped<IShopFooter, Footer>();

    private sealed class Footer(ShopDoor door, SettingsStore settings, Changes changes) : IShopFooter
    {
        public async Task<ShopFooterText?> FindAsync(CancellationToken ct)
        {
            if (await door.FindAsync(ct) is not { } visit)
            {
                return null;
            }

            var company = await settings.OfAsync<CompanySettings>(visit.SellerId, CompanySettings.Section, ct);
            var footer = await settings.OfAsync<ShopFooterSettings>(visit.SellerId, ShopFooterSettings.Section, ct);
            return new ShopFooterText(
                company.Name, company.Address, company.Phone, footer.Contact, footer.HelpUrl, footer.AgreementUrl, footer.IcpNumber);
        }

        public IDisposable Follow(Action changed) => changes.Subscribe<SettingsChanged>(change =>
        {
            if (change.Section is CompanySettings.Section or ShopFooterSettings.Section)
            {
                changed();
            }
        });
    }
}
