using KBoss.Domain.Organizations;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Tickets;
using KBoss.Tests.Architecture.Access;
using KBoss.Tests.Support;

namespace KBoss.Tests.Tickets;

/// <summary>Tickets with files, answers and internal notes, and texts that the seller keeps for them.</summary>
internal sealed class TicketWorldRows : WorldRows
{
    public override int Position => 120;

    protected override async Task AddAsync()
    {
        var tickets = Boss.Get<TicketService>();
        foreach (var number in Several)
        {
            Boss.SignIn(Buyer);
            Keys["ticket"] = await tickets.OpenAsync(new OpenTicket("第一机构的工单标题", "第一机构提出的问题", Keys["order"], [new Upload($"第一机构的附件{number}.pdf", People.Pdf)]));
            Boss.SignIn(Staff);
            await tickets.SayAsync(Keys["ticket"], "第一机构得到的回复");
            await Boss.Get<TicketDeskService>().NoteAsync(Keys["ticket"], "第一机构的内部备注");
        }

        await Boss.Get<TicketTextService>().SaveCategoryAsync(null, null, new CategoryTerms("第一机构的工单类别"));
        await Boss.Get<TicketTextService>().SaveReplyAsync(null, "第一机构的快捷回复", "第一机构常用的文字");

        Boss.SignIn(Buyer);
        await tickets.CloseAsync(await tickets.OpenAsync(new OpenTicket("第一机构关闭的工单", "第一机构提出的问题")));
    }
}
