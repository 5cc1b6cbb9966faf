using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Connectors.Partners;

/// <summary>
/// Signs every attempt anew, so that a repetition has a nonce of its own, and believes only an answer that the partner has signed for this very request.
/// </summary>
internal sealed class PartnerSigner<TOptions>(IOptionsMonitor<TOptions> options, TimeProvider time) : DelegatingHandler
    where TOptions : PartnerOptions
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var settings = options.CurrentValue;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var message = new PartnerMessage(
            request.Method.Method, request.RequestUri!.PathAndQuery, time.GetUtcNow().ToUnixTimeSeconds(), RandomNumberGenerator.GetHexString(32, lowercase: true),
            request.Headers.TryGetValues(PartnerSignature.IdempotencyHeader, out var keys) ? keys.Single() : "", body);
        Set(request, PartnerSignature.KeyHeader, settings.AccessKey);
        Set(request, PartnerSignature.TimestampHeader, message.Timestamp.ToString(CultureInfo.InvariantCulture));
        Set(request, PartnerSignature.NonceHeader, message.Nonce);
        Set(request, PartnerSignature.SignatureHeader, PartnerSignature.Sign(settings.Secret, message));
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(PartnerClient.MaxAnswer, cancellationToken);
            var expected = PartnerSignature.SignAnswer(
                settings.Secret, message.Nonce, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (!response.Headers.TryGetValues(PartnerSignature.SignatureHeader, out var given) || !PartnerSignature.Same(expected, given.First()))
            {
                response.Dispose();
                throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer is not signed by the partner.");
            }
        }

        return response;
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
