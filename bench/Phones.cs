using System.Collections.Concurrent;
using System.Text.Json;
using KBoss.Infrastructure.Messaging.Sms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KBoss.Bench;

/// <summary>Takes the messages of a published application, which has no simulators: as much of the vendor as signing in needs.</summary>
internal sealed class Phones : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> codes = new();
    private readonly WebApplication vendor;

    private Phones()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        vendor = builder.Build();
        vendor.MapPost("/", (HttpRequest request) =>
        {
            var parameters = JsonSerializer.Deserialize<Dictionary<string, string>>(request.Query["TemplateParam"].ToString())!;
            codes[request.Query["PhoneNumbers"].ToString()] = parameters.GetValueOrDefault("code", "");
            return Results.Json(new { Code = "OK", Message = "OK", BizId = "1", RequestId = "1" });
        });
    }

    public Uri Address => new(vendor.Urls.First());

    public static async Task<Phones> StartAsync()
    {
        var phones = new Phones();
        await phones.vendor.StartAsync();
        return phones;
    }

    /// <summary>The settings by which an application sends its messages there; without them Production does not start.</summary>
    public static IEnumerable<string> Settings(Uri vendor) =>
    [
        "--Sms:AccessKeyId=bench", "--Sms:AccessKeySecret=bench", "--Sms:SignName=bench", $"--Sms:Endpoint={vendor}",
        .. Enum.GetValues<SmsTemplate>().Select(template => $"--Sms:Templates:{template}=SMS_1"),
    ];

    /// <summary>The code that came to a phone, or null as long as none has.</summary>
    public Task<string?> CodeAsync(string phone) => Task.FromResult(codes.GetValueOrDefault(phone));

    public ValueTask DisposeAsync() => vendor.DisposeAsync();
}
