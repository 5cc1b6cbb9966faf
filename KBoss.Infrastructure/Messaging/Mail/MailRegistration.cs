using KBoss.Infrastructure.Common.Vendors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KBoss.Infrastructure.Messaging.Mail;

/// <summary>Registers the sending of mail.</summary>
public static class MailRegistration
{
    /// <summary>Adds the sender with its options, which stand in the section <c>Mail</c>, and the handler of the outbox's mails.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section));
        services.AddScoped<MailSender>();
        services.AddSingleton<IOutboxHandler, MailOutboxHandler>();
        services.AddScoped<IVendorCheck, MailCheck>();
        return services;
    }
}

/// <summary>Connects to the mail server and signs in, and sends nothing.</summary>
internal sealed class MailCheck(MailSender sender, IOptionsSnapshot<MailOptions> options) : IVendorCheck
{
    public string Vendor => MailOptions.Section;

    public IReadOnlyList<string> Missing => options.Value.Missing;

    public bool Simulated => options.Value.Simulated;

    public Task<VendorAnswer> TestAsync(CancellationToken ct) => VendorTest.AskAsync(
        Missing,
        async token =>
        {
            await sender.TestAsync(token);
            return "";
        },
        MailSender.CodeOf, ct);
}
