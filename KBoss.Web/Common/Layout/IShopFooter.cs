namespace KBoss.Web.Common;

/// <summary>What a distributor says of itself below every page of its shop; what is empty is left out.</summary>
public sealed record ShopFooterText(string Company, string Address, string Phone, string Contact, string HelpUrl, string AgreementUrl, string IcpNumber);

/// <summary>Knows the footer of the shop that is being visited; implemented by the module that keeps it.</summary>
public interface IShopFooter
{
    /// <summary>The footer of the visited shop; null while there is none.</summary>
    Task<ShopFooterText?> FindAsync(CancellationToken ct);

    /// <summary>Tells of changes until the answer is disposed of.</summary>
    IDisposable Follow(Action changed);
}
