using System.Globalization;
using KBoss.Infrastructure.Connectors.Partners;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Jinan;

/// <summary>An account as the centre knows it.</summary>
/// <param name="State"><c>free</c>, <c>bound</c> or <c>closed</c>.</param>
/// <param name="CustomerCode">The code of the customer to whom it is bound there; null when it is to none.</param>
public sealed record JinanAccount(string Account, string State, string? CustomerCode, decimal BalanceHours);

/// <summary>One line of a month's bill of an account: its number is never given twice. Amount in yuan, times UTC.</summary>
public sealed record JinanBill(
    string BillNo, string Account, string? Reference, string Item, decimal Usage, string Unit, decimal Amount, DateTime From, DateTime To);

/// <summary>Speaks with the supercomputing centre: accounts, bills, the desktop.</summary>
public sealed class JinanClient(HttpClient http, IOptionsSnapshot<JinanOptions> options) : PartnerClient(http, options.Value)
{
    /// <summary>One account; null when the centre does not know it.</summary>
    public async Task<JinanAccount?> AccountAsync(string account, long organizationId, CancellationToken ct = default)
    {
        try
        {
            return await SendAsync<JinanAccount>(HttpMethod.Get, $"accounts/{Segment(account)}", "account", null, "", account, organizationId, ct);
        }
        catch (PartnerException e) when (e.Code == PartnerException.NotFound)
        {
            return null;
        }
    }

    /// <summary>Every account that the centre has given to this installation.</summary>
    public Task<IReadOnlyList<JinanAccount>> AccountsAsync(long organizationId, CancellationToken ct = default) =>
        AllAsync<JinanAccount>("accounts", "", "accounts", "", organizationId, ct);

    /// <summary>Tells the centre to which customer an account belongs from now on; null takes it back. Refused when it is bound to another.</summary>
    public Task<JinanAccount> BindAsync(string account, PartnerBuyer? customer, string key, long organizationId, CancellationToken ct = default) =>
        SendAsync<JinanAccount>(HttpMethod.Put, $"accounts/{Segment(account)}/customer", "bind", new { customer }, key, account, organizationId, ct);

    /// <summary>Every line of an account's bill of one month.</summary>
    public Task<IReadOnlyList<JinanBill>> BillsAsync(string account, int year, int month, long organizationId, CancellationToken ct = default) => AllAsync<JinanBill>(
        $"accounts/{Segment(account)}/bills", $"month={year.ToString("D4", CultureInfo.InvariantCulture)}-{month.ToString("D2", CultureInfo.InvariantCulture)}",
        "bills", account, organizationId, ct);

    /// <summary>A short-lived address of the account's desktop, signed by the centre.</summary>
    public async Task<Uri> DesktopLinkAsync(string account, long organizationId, CancellationToken ct = default) => Safe((await SendAsync<Link>(
        HttpMethod.Post, $"accounts/{Segment(account)}/desktop", "desktop", new { }, "", account, organizationId, ct)).Url);

    /// <summary>Page after page until the centre names no next one.</summary>
    private async Task<IReadOnlyList<T>> AllAsync<T>(string path, string query, string operation, string logKey, long organizationId, CancellationToken ct)
    {
        var (all, cursor) = (new List<T>(), "");
        do
        {
            var parts = new[] { query, cursor.Length > 0 ? $"cursor={Segment(cursor)}" : "" }.Where(part => part.Length > 0);
            var asked = string.Join('?', new[] { path, string.Join('&', parts) }.Where(part => part.Length > 0));
            var page = await SendAsync<Paged<T>>(HttpMethod.Get, asked, operation, null, "", logKey, organizationId, ct);
            all.AddRange(page.Items);
            cursor = page.Next ?? "";
        }
        while (cursor.Length > 0);
        return all;
    }

    private sealed record Paged<T>(IReadOnlyList<T> Items, string? Next);
}
