using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>The base of what is shown in an <see cref="IHomeSection"/>: it reads once, and again when something has changed that it counts.</summary>
public abstract class HomePartBase : PageBase
{
    /// <summary>How long it rests after it has read again: figures are worth no more.</summary>
    protected static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    [CascadingParameter]
    protected Actor? Actor { get; private set; }

    /// <summary>Whether a change of an organization is one of the member's own.</summary>
    protected bool IsOwn(long organizationId) => organizationId == Actor?.OrganizationId;

    /// <summary>Reads everything that is shown.</summary>
    protected abstract Task ReadAsync();

    protected override Task OnInitializedAsync() => ReadAsync();

    /// <summary>Reads again, for <see cref="Follow{TChange}"/>.</summary>
    protected async Task AgainAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    /// <summary>The days of a period as filters of an address.</summary>
    protected static string Days(PeriodSum period) => $"from={Day(period.First)}&to={Day(period.Last)}";

    /// <summary>A month as people read it, and as filters keep it.</summary>
    protected static string Month(PeriodSum period) => period.First.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The months of a chart.</summary>
    protected static IReadOnlyList<TimeChart.Point> MonthPoints(MonthSums sums) =>
        [.. sums.Months.Select(m => new TimeChart.Point(Month(m), m.First.ToString("yy-MM", CultureInfo.InvariantCulture)))];

    /// <summary>The first amounts of the months, in yuan, each with the list behind it.</summary>
    protected static IReadOnlyList<BarChart.Bar> MonthBars(MonthSums sums, Func<PeriodSum, string> list) =>
        [.. sums.Months.Select(m => new BarChart.Bar(Month(m), m.One, MoneyText.Format(m.One), list(m)))];

    /// <summary>A day as filters keep it.</summary>
    protected static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
