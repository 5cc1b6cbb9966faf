using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Things;
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
        services.AddScoped<MemberDeskQueries>();
        services.AddScoped<ImportKind<MemberSheetRow>, MemberImport>();
        services.AddScoped<DepartmentService>();
        services.AddScoped<DepartmentQueries>();
        services.AddNames<Organization>(db => db.Organizations.Select(o => new NamedRow
        {
            Id = o.Id,
            Name = o.Name,
            Thing = o.Kind == OrganizationKind.Customer ? Thing.Customer : Thing.Distributor,
            Key = o.Code,
        }));
        services.AddNames<Member>(db => db.Members.Select(m => new NamedRow { Id = m.Id, Name = m.Name, Thing = Thing.Member, Key = m.UserName }));
        services.AddNames<Department>(db => db.Departments.Select(
            d => new NamedRow { Id = d.Id, Name = d.Name, Thing = Thing.Department, Key = d.Id.ToString() }));
        services.AddNumberedSubject("Member", Thing.Member).AddNumberedSubject("Role", Thing.Member);
        services.AddKeyedSubject<Organization>("Organization").AddSubjectOf("Distributor", typeof(Organization));
        services.AddCalledSubject<Department>("Department");
        return services;
    }
}
