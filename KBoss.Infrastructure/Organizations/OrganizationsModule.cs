using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Data.Demo;
using KBoss.Infrastructure.Data.Startup;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Organizations;

/// <summary>Registers what the module Organizations offers.</summary>
public static class OrganizationsModule
{
    /// <summary>Adds the module's services, queries and jobs.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SellerDirectory>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<IOutboxHandler, FileRemoval>();
        services.AddSingleton<ParsedWorkbooks>();
        services.AddScoped(typeof(ImportService<>));
        services.AddScoped(typeof(ImportQueries<>));
        services.AddScoped<IdentityReader>();
        services.AddScoped<OwnIdentityService>();
        services.AddScoped<ConsentService>();
        services.AddScoped<MemberStore>();
        services.AddScoped<IUserStore<Member>>(provider => provider.GetRequiredService<MemberStore>());
        services.AddScoped<IUserValidator<Member>, MemberDefendsItself>();
        services.AddSingleton<PasswordRules>();
        services.AddScoped<IPasswordValidator<Member>>(provider => provider.GetRequiredService<PasswordRules>());
        services.AddIdentityCore<Member>(identity =>
            {
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddUserManager<MemberManager>();
        services.AddOptions<SessionLimits>().Bind(configuration.GetSection(SessionLimits.Section))
            .Validate(limits => limits.AreSound, "Sessions:Lifetime, IdleTimeout and PerMember must be above zero, and IdleTimeout no longer than Lifetime.")
            .ValidateOnStart();
        services.AddSingleton<SessionNews>();
        services.AddScoped<MemberSessions>();
        services.AddScoped<PasswordTries>();
        services.AddSchedule<RemoveOldSessionsJob>("remove-old-sessions", "0 40 3 * * ?");
        services.AddScoped<VerificationCodes>();
        services.AddScoped<NoticeService>();
        services.AddScoped<SignInService>();
        services.AddScoped<PasswordResetService>();
        services.AddScoped<RegistrationService>();
        services.AddScoped<AccountNames>();
        services.AddScoped<TemporaryPassword>();
        services.AddScoped<MemberService>();
        services.AddScoped<MemberQueries>();
        services.AddScoped<ImportKind<MemberSheetRow>, MemberImport>();
        services.AddScoped<DepartmentService>();
        services.AddScoped<DepartmentQueries>();
        services.AddScoped<AuditQueries>();
        services.AddScoped<PasswordChangeService>();
        services.AddScoped<AccountSecurityService>();
        services.AddScoped<AuthenticatorCodes>();
        services.AddScoped<AuthenticatorService>();
        services.AddScoped<IDemoStep, DemoOrganizations>();
        services.AddScoped<FirstAdmin>();
        services.AddScoped<AuthenticatorRecovery>();
        return services;
    }
}
