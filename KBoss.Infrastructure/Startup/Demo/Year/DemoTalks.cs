using KBoss.Domain.Common;
using KBoss.Domain.Leads;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Conversations;
using KBoss.Infrastructure.Leads;
using KBoss.Infrastructure.Tickets;

namespace KBoss.Infrastructure.Startup.Demo.Year;

/// <summary>
/// What is asked, answered and said in the year: tickets with their categories, notes and ratings, messages of visitors and what became of them, and the
/// conversations of customers with their salespeople. It has a chance of its own, so that what is bought does not depend on what is said.
/// </summary>
internal sealed class DemoTalks(DemoPast past, DemoPeople people, DateTime start, DateTime end, Action<DateTime, Func<Task>> at)
{
    private readonly Random random = new(20260211);
    private int forms;

    private DateTime Quiet => ChinaTime.AddDays(end, -9);

    /// <summary>Plans everything that does not follow from something else.</summary>
    public void Plan()
    {
        for (var month = 0; ChinaTime.AddMonths(start, month) < end; month++)
        {
            PlanTickets(ChinaTime.AddMonths(start, month), month);
        }

        at(end.AddHours(-5), () => AskAsync("demo-01", null, 2));
        at(end.AddHours(-3), () => AskAsync("north-company", null, 0));
        at(Office(ChinaTime.AddDays(end, -1)).AddHours(-2), () => AskAsync("demo-04", "maintenance", 5, closes: false));
        at(Office(ChinaTime.AddDays(end, -2)), () => AskAsync("demo-05", "maintenance", 8, closes: false));
        PlanLeads();
        PlanConversations();
    }

    private void PlanTickets(DateTime first, int month)
    {
        foreach (var (asks, answers) in new[]
        {
            ("demo-01", "maintenance"), ("demo-03", "maintenance"), ("person", "maintenance"), ("demo-02", "maintenance"),
            ("north-company", "north-maintenance"),
        }.Where((_, i) => (month + i) % 3 == 0))
        {
            var (when, topic) = (Office(ChinaTime.AddDays(first, random.Next(2, 25))), random.Next(DemoShelf.Questions.Length));
            if (when < Quiet)
            {
                at(when, () => AskAsync(asks, answers, topic));
            }
        }
    }

    private async Task AskAsync(string asks, string? answers, int topic, bool closes = true)
    {
        var (title, question, answer, category, note) = DemoShelf.Questions[topic];
        var buyer = people.Buyers[asks].Actor;
        var no = await past.AsAsync<TicketService, string>(buyer, tickets => tickets.OpenAsync(new OpenTicket(title, question, Category: category)));
        if (answers is null)
        {
            return;
        }

        var desk = people[answers];
        at(past.Now.AddMinutes(random.Next(10, 200)), async () =>
        {
            if (note.Length > 0)
            {
                var priority = category == "Complaint" ? TicketPriority.Urgent : TicketPriority.High;
                await past.AsAsync<TicketDeskService>(desk, tickets => tickets.PrioritizeAsync(no, priority));
                await past.AsAsync<TicketDeskService>(desk, tickets => tickets.NoteAsync(no, note));
            }

            await past.AsAsync<TicketService>(desk, tickets => tickets.SayAsync(no, answer));
        });
        if (!closes)
        {
            return;
        }

        var (stars, said) = DemoShelf.Ratings[random.Next(DemoShelf.Ratings.Length)];
        at(past.Now.AddHours(random.Next(5, 30)), async () =>
        {
            await past.AsAsync<TicketService>(buyer, tickets => tickets.CloseAsync(no));
            if (stars > 0)
            {
                await past.AsAsync<TicketService>(buyer, tickets => tickets.RateAsync(no, stars, said));
            }
        });
    }

    private void PlanLeads()
    {
        // What was written long ago would be forgotten by now; of the last months there is one of each end.
        foreach (var (days, topic, outcome) in new (int, int, LeadStatus?)[]
        {
            (120, 0, LeadStatus.Done), (96, 1, LeadStatus.Lost), (71, 2, LeadStatus.Done), (45, 3, LeadStatus.Done), (30, 4, LeadStatus.Spam),
            (12, 5, LeadStatus.Lost), (4, 6, null),
        })
        {
            var when = Office(ChinaTime.AddDays(end, -days));
            if (when > ChinaTime.AddDays(start, 20))
            {
                at(when, () => LeaveAsync(null, topic, "sales", outcome));
            }
        }

        at(Office(ChinaTime.AddDays(end, -1)), () => LeaveAsync(null, 7, null, null));
        at(end.AddHours(-3), () => LeaveAsync(null, 0, null, null));
        at(end.AddHours(-6), () => LeaveAsync("company", 8, null, null));
        at(Office(ChinaTime.AddDays(end, -3)), () => LeaveAsync("north-company", 3, "north-sales", null));
    }

    private async Task LeaveAsync(string? writes, int topic, string? takes, LeadStatus? outcome)
    {
        var message = DemoShelf.Messages[topic];
        var no = await past.AsAsync<MessageBoard, string>(
            writes is null ? null : people.Buyers[writes].Actor, board => board.LeaveAsync($"demo-year-{++forms}", message));
        if (takes is null)
        {
            return;
        }

        at(past.Now.AddHours(random.Next(1, 20)), () => past.AsAsync<LeadService>(people[takes], leads => leads.TakeAsync(no)));
        at(past.Now.AddHours(random.Next(21, 40)), () => past.AsAsync<LeadService>(people[takes], leads => leads.NoteAsync(no, "已电话联系，了解了用途和预算。")));
        if (outcome is { } ends)
        {
            at(ChinaTime.AddDays(past.Now, random.Next(2, 6)), () => past.AsAsync<LeadService>(people[takes], leads => leads.CloseAsync(
                no, ends, ends == LeadStatus.Done ? "已注册，转为客户跟进。" : "暂无预算。", ends == LeadStatus.Done ? "demo-02" : null)));
        }
    }

    private void PlanConversations()
    {
        foreach (var (customer, staff, days, talk) in new[]
        {
            ("company", "sales", 280, 0), ("company", "sales", 150, 1), ("demo-02", "sales", 90, 2), ("demo-05", "sales2", 60, 3),
            ("north-company", "north-sales", 33, 0),
            ("year-08", "operations", 20, 4), ("company", "sales", 16, 3), ("demo-03", "sales", 11, 1),
        })
        {
            var when = Office(ChinaTime.AddDays(end, -days));
            if (when > ChinaTime.AddDays(start, 5))
            {
                at(when, () => ConverseAsync(customer, staff, DemoShelf.Conversations[talk]));
            }
        }

        // One customer waits for a word.
        at(end.AddHours(-4), () => ConverseAsync("company", "sales", ["年底的扩容方案批下来了：三十台通用型，能给个整单报价吗？", "最好今天能先给个大概的数，我们下午开会。"], answered: false));
    }

    /// <summary>One after the other says something, the customer first; the last one is read by the other side unless nobody has come to it yet.</summary>
    private async Task ConverseAsync(string customer, string staff, string[] said, bool answered = true)
    {
        var (buyer, when) = (people.Buyers[customer], past.Now);
        var first = ++forms;
        foreach (var (text, i) in said.Select((text, i) => (text, i)))
        {
            var mine = answered && i % 2 == 1;
            async Task SayAsync()
            {
                var number = await past.AsAsync<ConversationService, int>(
                    mine ? people[staff] : buyer.Actor, talk => talk.SayAsync(mine ? buyer.Code : null, $"demo-year-{first}-{i}", text));
                if (answered)
                {
                    await past.AsAsync<ConversationService>(mine ? buyer.Actor : people[staff], talk => talk.ReadAsync(mine ? null : buyer.Code, number));
                }
            }

            if (i == 0)
            {
                await SayAsync();
            }
            else
            {
                at(when = when.AddMinutes(random.Next(4, 50)), SayAsync);
            }
        }
    }

    /// <summary>A time of that day at which people are at work, Shanghai time.</summary>
    private DateTime Office(DateTime day) => ChinaTime.Start(ChinaTime.Day(day)).AddHours(9).AddMinutes(random.Next(0, 9 * 60));
}
