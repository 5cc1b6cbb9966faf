using KBoss.Infrastructure.Delivery.Tasks;
using KBoss.Web.Common;

namespace KBoss.Web.Delivery.Tasks;

/// <summary>A page that shows deliveries as they are now: it reads again when something about one of them has changed.</summary>
public abstract class TasksPageBase : LivePageBase
{
    /// <summary>Whether the page shows what has changed.</summary>
    protected abstract bool Shows(TaskChanged changed);

    protected override void OnInitialized() => Hear<TaskChanged>(Shows);
}
