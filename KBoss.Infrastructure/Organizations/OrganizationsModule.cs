using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations.Departments;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Infrastructure.Organizations;

/// <summary>Registers what the module Organizations offers.</summary>
public static class OrganizationsModule
{
    /// <summary>Adds the module's services and queries.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.AddSingleton<SellerDirectory>();
        services.AddScoped<IdentityNumbers>();
        services.AddScoped<IdentityReader>();
        services.AddScoped<OwnIdentityService>();
        services.AddScoped<RegistrationService>();
        services.AddSingleton<IMemberAddresses, MemberAddresses>();
        services.AddScoped<AccountNames>();
        services.AddScoped<TemporaryPassword>();
        services.AddScoped<MemberService>();
        services.AddScoped<MemberQueries>();
        services.AddScoped<ImportKind<MemberSheetRow>, MemberImport>();
        services.AddScoped<DepartmentService>();
        services.AddScoped<DepartmentQueries>();
        return services;
    }
}
