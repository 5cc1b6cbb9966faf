using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Organizations;

/// <summary>Lists of members to be imported, one of them looked at, by either side.</summary>
internal sealed class MemberListWorldRows : WorldRows
{
    public override int Position => 100;

    protected override async Task AddAsync()
    {
        await ListMembersAsync("/admin/members", Staff);
        await ListMembersAsync("/team", Buyer);
    }

    private async Task ListMembersAsync(string route, Actor admin)
    {
        Boss.SignIn(admin);
        foreach (var number in Several)
        {
            Imports[route] = await Boss.Get<ImportService<MemberSheetRow>>().UploadAsync(
                0, "第一机构的名册.xlsx", WorkbookWriter.Export(
                    MemberWorkbook.Schema(admin.Kind), Several.Select(row => new MemberSheetRow { UserName = $"listed.{number}.{row}", Name = "第一机构要导入的成员" })));
        }

        await Boss.Get<ImportService<MemberSheetRow>>().PreviewAsync(Imports[route]);
    }
}
