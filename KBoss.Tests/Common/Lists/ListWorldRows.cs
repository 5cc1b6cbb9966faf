using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common.Lists;
using KBoss.Tests.Architecture.Access;

namespace KBoss.Tests.Common.Lists;

/// <summary>A view that is shared, and columns that somebody keeps.</summary>
internal sealed class ListWorldRows : WorldRows
{
    public override int Position => 160;

    protected override async Task AddAsync()
    {
        Boss.SignIn(Buyer);
        await Boss.Get<ListViewService>().SaveAsync(new SaveListView("orders-desk#orders", "第一机构的视图", "q=第一机构的筛选", "", true));
        await Boss.Get<ListViewService>().LayAsync("orders-desk#orders", "hidden=total");
    }
}
