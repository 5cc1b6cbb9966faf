using Microsoft.Extensions.Localization;

namespace KBoss.Web.Connectors;

/// <summary>What outside parties are called.</summary>
public sealed class ConnectorTexts;

/// <summary>Says the names of outside parties; one without words of its own keeps its name.</summary>
internal static class ConnectorNames
{
    public static string Vendor(this IStringLocalizer<ConnectorTexts> texts, string vendor) =>
        texts[$"Vendor.{vendor}"] is { ResourceNotFound: false } name ? name : vendor;
}
