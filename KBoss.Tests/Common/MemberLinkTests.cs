using KBoss.Domain.Access;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

/// <summary>Who did something leads to the page of the member, for those who have one.</summary>
public sealed class MemberLinkTests
{
    [Theory]
    [InlineData(OrganizationKind.Distributor, Role.Admin, 7, "/admin/members/id/7")]
    [InlineData(OrganizationKind.Distributor, Role.Operations, 7, null)]
    [InlineData(OrganizationKind.Customer, Role.Admin, 7, null)]
    [InlineData(OrganizationKind.Distributor, Role.Admin, null, null)]
    public void A_member_known_by_its_id_has_a_page_for_the_Admin_of_a_distributor(OrganizationKind kind, Role role, int? memberId, string? page) =>
        Assert.Equal(page, PageLinks.Member(new Actor(1, 2, kind, "读者", new HashSet<Role> { role }), (long?)memberId));

    [Fact]
    public void Nobody_is_a_reader_without_pages() => Assert.Null(PageLinks.Member(null, 7L));
}
