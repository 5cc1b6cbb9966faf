using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;

namespace KBoss.Tests.Common;

/// <summary>What somebody loads who comes for the first time. The numbers of a published build stand in docs/performance.md.</summary>
public sealed partial class ColdVisitTests : IClassFixture<ColdVisitTests.Site>
{
    private const int Shop = 150_000;
    private const int Console = 300_000;

    private readonly Site site;

    public ColdVisitTests(Site site) => this.site = site;

    [Theory]
    [InlineData("/")]
    [InlineData("/products")]
    [InlineData("/products/1")]
    [InlineData("/account/login")]
    [InlineData("/account/register")]
    [InlineData("/nowhere")]
    public async Task A_page_of_the_shop_comes_with_less_than_150_KB_and_nothing_of_the_circuit(string path)
    {
        var visit = await site.LoadAsync(path, site.Visitor);

        Assert.True(visit.Bytes < Shop, visit.ToString());
        Assert.DoesNotContain(visit.Parts, part => part.Address.Contains("blazor", StringComparison.Ordinal) || part.Address.Contains("mud/mud.js", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/admin/members")]
    [InlineData("/admin/schedules")]
    public async Task A_page_of_the_console_comes_with_less_than_300_KB(string path)
    {
        var visit = await site.LoadAsync(path, site.Admin);

        Assert.True(visit.Bytes < Console, visit.ToString());
        Assert.Contains(visit.Parts, part => part.Address.Contains("blazor.web", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_the_circuit_the_console_stands_with_bar_and_menu_and_a_place_for_the_page()
    {
        await site.Admin.GetAsync("/admin/members");

        Assert.Contains("k-console-bar", site.Admin.Page, StringComparison.Ordinal);
        Assert.Contains("href=\"/admin/schedules\"", site.Admin.Page, StringComparison.Ordinal);
        Assert.Contains("k-skeletons", site.Admin.Page, StringComparison.Ordinal);
        // The page itself begins in the circuit, so that nothing is loaded twice.
        Assert.DoesNotContain("page-admin-members", site.Admin.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_circuit_a_customers_own_page_stands_in_the_frame_of_the_shop()
    {
        await site.Customer.GetAsync("/orders");

        Assert.Contains("k-shop-header", site.Customer.Page, StringComparison.Ordinal);
        Assert.Contains("k-skeletons", site.Customer.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("page-orders", site.Customer.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_refers_to_is_compressed_and_its_address_changes_with_its_content()
    {
        var shop = await site.LoadAsync("/products", site.Visitor);
        var console = await site.LoadAsync("/admin/members", site.Admin);

        var parts = shop.Parts.Concat(console.Parts).Where(part => Path.HasExtension(part.Address)).ToList();
        Assert.NotEmpty(parts);
        Assert.All(parts, part => Assert.Matches(@"\.[a-z0-9]{10}\.(css|js|svg)$", part.Address));
        // What packages bring along is compressed only under the address that no browser may keep.
        Assert.All(parts, part => Assert.DoesNotContain("_content/", part.Address, StringComparison.Ordinal));
        Assert.All(parts.Where(part => !part.Address.EndsWith(".svg", StringComparison.Ordinal)), part => Assert.True(part.Compressed, $"{part.Address} was not compressed"));
    }

    /// <summary>One application for all, with a visitor and members in it.</summary>
    public sealed class Site : IAsyncLifetime
    {
        private readonly WebKBoss web = new();

        public Visitor Visitor { get; private set; } = null!;

        public Visitor Admin { get; private set; } = null!;

        public Visitor Customer { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Visitor = web.Visit();
            Admin = web.Visit();
            Customer = web.Visit();
            await SignInAsync(Admin, "admin");
            await SignInAsync(Customer, "company");
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();

        internal async Task<Visit> LoadAsync(string path, Visitor visitor)
        {
            using var page = await visitor.GetAsync(path);
            var parts = new List<Part> { new(path, (await page.Content.ReadAsByteArrayAsync()).Length, false) };
            foreach (var address in Referred().Matches(visitor.Page).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Distinct())
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
                request.Headers.AcceptEncoding.ParseAdd("gzip");
                using var answer = await visitor.SendAsync(request);
                Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
                parts.Add(new(address, Published(await answer.Content.ReadAsByteArrayAsync()), answer.Content.Headers.ContentEncoding.Count > 0));
            }

            return new Visit(parts);
        }

        /// <summary>A build packs its files without making them smaller; publishing does.</summary>
        private static int Published(byte[] packed)
        {
            using var read = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var small = new MemoryStream();
            using (var write = new BrotliStream(small, CompressionLevel.Optimal, leaveOpen: true))
            {
                read.CopyTo(write);
            }

            return (int)small.Length;
        }

        private async Task SignInAsync(Visitor visitor, string account)
        {
            var member = DemoOrganizations.Accounts.First(a => a.UserName == account);
            await visitor.SignInAsync(member.Phone, DemoOrganizations.Password);
        }
    }

    internal sealed record Part(string Address, int Bytes, bool Compressed);

    internal sealed record Visit(IReadOnlyList<Part> Parts)
    {
        public int Bytes => Parts.Sum(part => part.Bytes);

        public override string ToString() => $"{Bytes} bytes: {string.Join(", ", Parts.Select(part => $"{part.Address} {part.Bytes}"))}";
    }

    [GeneratedRegex("<(?:link[^>]*? href|script[^>]*? src|img[^>]*? src)=\"(?!data:)([^\"]+)\"")]
    private static partial Regex Referred();
}
