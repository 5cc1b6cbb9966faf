using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Startup.Demo;

namespace KBoss.Bench;

/// <summary>Signs in through the pages: password, then the code from the simulated SMS.</summary>
internal static partial class SignIn
{
    private const string Page = "/account/login";

    /// <summary>With the code that the simulators of Development show, or that <paramref name="read"/> finds on a phone.</summary>
    public static async Task AsAsync(HttpClient http, string account, string password, Func<string, Task<string?>>? read = null)
    {
        var phone = DemoOrganizations.Accounts.First(a => a.UserName == account).Phone;
        var next = await PostAsync(http, Page, new() { ["_handler"] = "password", ["account"] = account, ["password"] = password });
        await PostAsync(http, next, new() { ["_handler"] = "code", ["code"] = await CodeAsync(phone, read ?? (to => SimulatedAsync(http, to))) });
    }

    /// <summary>Posts a form with the token of the page it stands on, and returns where the answer leads.</summary>
    private static async Task<string> PostAsync(HttpClient http, string path, Dictionary<string, string> fields)
    {
        var token = Token().Match(await http.GetStringAsync(new Uri(path, UriKind.RelativeOrAbsolute)));
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value);
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), form);
        return answer.StatusCode == HttpStatusCode.Found || answer.StatusCode == HttpStatusCode.SeeOther
            ? answer.Headers.Location!.ToString()
            : throw new InvalidOperationException($"Signing in was refused with {(int)answer.StatusCode} at {path}.");
    }

    private static async Task<string> CodeAsync(string phone, Func<string, Task<string?>> read)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await read(phone) is { Length: > 0 } code)
            {
                return code;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"No code was sent to {phone}.");
    }

    private static async Task<string?> SimulatedAsync(HttpClient http, string phone)
    {
        using var answer = await http.GetAsync(new Uri($"/dev/messages/latest?phone={phone}", UriKind.Relative));
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString() : null;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
