using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>
/// How people outside reach the application, for links that leave it on paper or in a message: <c>App:PublicUrl</c>, or where that is not set the address by
/// which whoever asks has come.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration)
{
    /// <summary>The whole address of a path, for a page.</summary>
    public string Of(NavigationManager navigation, string path) => Of(navigation.BaseUri, path);

    /// <summary>The whole address of a path, for an endpoint.</summary>
    public string Of(HttpContext http, string path) => Of($"{http.Request.Scheme}://{http.Request.Host}", path);

    private string Of(string asked, string path) =>
        (string.IsNullOrWhiteSpace(configuration["App:PublicUrl"]) ? asked : configuration["App:PublicUrl"]!.Trim()).TrimEnd('/') + path;
}
