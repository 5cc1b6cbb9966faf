using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Common.Things;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using KBoss.Infrastructure.SignIn.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.SignIn;

/// <summary>Registers what the module SignIn offers: passwords, codes, authenticator apps, sessions, consent.</summary>
public static class SignInModule
{
    /// <summary>Adds the module's services and jobs.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IMemberAccess, MemberAccess>();
        services.AddScoped<ConsentService>();
        services.AddScoped<MemberStore>();
        services.AddScoped<IUserStore<Member>>(provider => provider.GetRequiredService<MemberStore>());
        services.AddScoped<IUserValidator<Member>, MemberDefendsItself>();
        services.AddScoped<IPasswordHasher<Member>, MemberPasswordHasher>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<IPasswordRules>(provider => provider.GetRequiredService<PasswordRules>());
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
        services.AddSingleton<BelievedSessions>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<BelievedSessions>());
        services.AddScoped<MemberSessions>();
        services.AddScoped<PasswordTries>();
        services.AddSchedule<RemoveOldSessionsJob>("remove-old-sessions", "0 40 3 * * ?");
        services.AddScoped<VerificationCodes>();
        services.AddScoped<RegistrationCodes>();
        services.AddScoped<IPhoneProofs>(provider => provider.GetRequiredService<RegistrationCodes>());
        services.AddScoped<SignInService>();
        services.AddScoped<PasswordResetService>();
        services.AddScoped<PasswordChangeService>();
        services.AddScoped<AccountSecurityService>();
        services.AddScoped<AuthenticatorCodes>();
        services.AddScoped<AuthenticatorService>();
        services.AddScoped<AuthenticatorRecovery>();
        services.AddSingleton<IThingTimeline<MemberStory>, SignInTimeline>();
        return services;
    }
}
