using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;

namespace KBoss.Bench;

/// <summary>What a browser that comes for the first time is sent by the published application: the page and everything that it refers to.</summary>
internal static partial class ColdPart
{
    private const int Shop = 150;
    private const int Console = 300;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var app = await RunningApp.PublishAsync();
        using var workspace = new Workspace();
        await DemoData.MakeAsync(workspace.Folder);
        await using var phones = await Phones.StartAsync();
        await using var running = await RunningApp.StartPublishedAsync(app, workspace.Folder, phones.Address);
        await running.ReadyAsync();
        using var visitor = running.Browser();
        using var admin = running.Browser();
        await SignIn.AsAsync(admin, "admin", DemoOrganizations.Password, phones.CodeAsync);

        var list = await PageAsync(visitor, "/products", "page-products");
        var product = Product().Match(list).Groups[1].Value;
        return
        [
            await LoadAsync(visitor, "List page of the shop", "/products", "page-products", Shop),
            await LoadAsync(visitor, "Product page", product, "page-products-detail", Shop),
            await LoadAsync(visitor, "Sign-in page", "/account/login", "page-account-login", Shop),
            await LoadAsync(admin, "Console page, before its circuit", "/admin/members", "k-console-bar", Console),
        ];
    }

    private static async Task<Measurement> LoadAsync(HttpClient browser, string what, string path, string sign, int aim)
    {
        var page = await PageAsync(browser, path, sign);
        var loaded = new Dictionary<string, int>();
        var total = await BytesAsync(browser, path, "text/html");
        foreach (var address in Referred().Matches(page).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)))
        {
            if (!loaded.ContainsKey(address))
            {
                loaded[address] = await BytesAsync(browser, address, "*/*");
            }
        }

        total += loaded.Values.Sum();
        var largest = loaded.OrderByDescending(part => part.Value).First();
        return new(what, total / 1000.0, "KB", Bound.Below, aim, string.Create(
            CultureInfo.InvariantCulture, $"{1 + loaded.Count} files, the largest {Path.GetFileName(largest.Key).Split('.')[0]} with {largest.Value / 1000.0:F1} KB"));
    }

    private static async Task<string> PageAsync(HttpClient browser, string path, string sign)
    {
        var page = await browser.GetStringAsync(new Uri(path, UriKind.Relative));
        return page.Contains(sign, StringComparison.Ordinal) ? page : throw new InvalidOperationException($"{path} is not the page that should be measured.");
    }

    /// <summary>The bytes of an answer, headers and body, as they come to a browser that reads Brotli.</summary>
    private static async Task<int> BytesAsync(HttpClient browser, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Add("Accept", accept);
        request.Headers.Add("Accept-Encoding", "gzip, deflate, br");
        using var answer = await browser.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var headers = answer.Headers.Concat(answer.Content.Headers).SelectMany(h => h.Value.Select(value => Encoding.UTF8.GetByteCount($"{h.Key}: {value}\r\n")));
        return headers.Sum() + (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    [GeneratedRegex("<(?:link[^>]*? href|script[^>]*? src|img[^>]*? src)=\"(?!data:)([^\"]+)\"")]
    private static partial Regex Referred();

    [GeneratedRegex("href=\"(/products/[0-9]+)")]
    private static partial Regex Product();
}
