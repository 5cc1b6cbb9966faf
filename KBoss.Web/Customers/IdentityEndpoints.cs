using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Web.Common;

namespace KBoss.Web.Customers;

/// <summary>
/// The licence or ID card of a customer, for its seller's Admin and for its own; who may have it is decided by the services, which also audit it.
/// </summary>
public static class IdentityEndpoints
{
    /// <summary>The address of a customer's document, for its seller.</summary>
    public static string OfCustomer(string code) => $"/files/identity/{Uri.EscapeDataString(code)}";

    /// <summary>The address of the document of somebody who wants to join a customer, for its seller.</summary>
    public static string OfClaim(long claimId) => string.Create(CultureInfo.InvariantCulture, $"/files/join-claims/{claimId}");

    /// <summary>The address of one's own.</summary>
    public const string Own = "/files/identity";

    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/identity/{code}", (string code, HttpContext http, CustomerIdentityService identities, CancellationToken ct) =>
                AnswerAsync(http, () => identities.OpenDocumentAsync(code, ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersViewIdentity) { Kind = OrganizationKind.Distributor }, ResponsePolicy.Upload);
        routes.MapGet("/files/join-claims/{claimId:long}", (long claimId, HttpContext http, CustomerJoinService joins, CancellationToken ct) =>
                AnswerAsync(http, () => joins.OpenDocumentAsync(claimId, ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.CustomersViewIdentity) { Kind = OrganizationKind.Distributor }, ResponsePolicy.Upload);
        routes.MapGet(Own, (HttpContext http, OwnIdentityService identity, CancellationToken ct) => AnswerAsync(http, () => identity.OpenDocumentAsync(ct)))
            .WithMetadata(new RequirePermissionAttribute(Permissions.OrganizationViewIdentity) { Kind = OrganizationKind.Customer }, ResponsePolicy.Upload);
    }

    private static Task<IResult> AnswerAsync(HttpContext http, Func<Task<IdentityDocument>> open) => Answers.OrRefusalAsync(async () =>
    {
        var document = await open();
        return Answers.Upload(http, document.Name, document.ContentType, document.Content);
    });
}
