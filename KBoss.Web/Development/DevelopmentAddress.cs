using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KBoss.Web.Development;

/// <summary>
/// Where the application reaches itself: <c>App:PublicUrl</c>, or else the address it listens on, or else the default.
/// Asked for each time, because a free port is known only after the start.
/// </summary>
public sealed class DevelopmentAddress(IConfiguration configuration, IServer server)
{
    public const string Default = "http://localhost:5080";

    /// <summary>The address without a slash at its end.</summary>
    public string PublicUrl =>
        configuration["App:PublicUrl"] is { } configured && !string.IsNullOrWhiteSpace(configured)
            ? configured.Trim().TrimEnd('/')
            : Listening() ?? Default;

    private string? Listening() =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            .Select(BindingAddress.Parse)
            .Where(address => address.Port != 0 && !address.IsUnixPipe)
            // Without TLS first: the development certificate is not trusted by server-to-server calls.
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttp ? 0 : 1)
            .Select(address => $"{address.Scheme}://{Host(address.Host)}:{address.Port}")
            .FirstOrDefault();

    private static string Host(string host) => host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : host;
}
