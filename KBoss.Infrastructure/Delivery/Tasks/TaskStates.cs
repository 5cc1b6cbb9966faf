using KBoss.Domain.Common;
using KBoss.Domain.Delivery;

namespace KBoss.Infrastructure.Delivery.Tasks;

/// <summary>What a task waits for, as conditions of a query.</summary>
internal static class TaskStates
{
    /// <summary>Those of open tasks at which people must do something.</summary>
    public static IQueryable<FulfilmentTask> NeedPeople(this IQueryable<FulfilmentTask> tasks) => tasks.Where(
        t => t.Status == FulfilmentStatus.Open && (t.State == DeliveryState.ByHand || t.State == DeliveryState.Failed));

    /// <summary>Those of them whose working time was over at an instant (UTC): to be taken on, or to be handed over.</summary>
    public static IQueryable<FulfilmentTask> Overdue(this IQueryable<FulfilmentTask> tasks, WorkingCalendar calendar, DeliveryOptions targets, DateTime now)
    {
        var takenOn = calendar.Before(now, TimeSpan.FromHours(targets.TakeOnHours));
        var handedOver = calendar.Before(now, TimeSpan.FromHours(targets.HandOverHours));
        return tasks.NeedPeople().Where(t => t.WaitingSince <= handedOver || (t.WaitingSince <= takenOn && t.Assignee.MemberId == null));
    }
}
