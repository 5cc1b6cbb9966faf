using KBoss.Infrastructure.Messaging;
using KBoss.Web.Common;

namespace KBoss.Web.Messaging;

/// <summary>What the pages of notices stand on: the figure at the bell.</summary>
public static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services) => services.AddScoped<IHeaderFigure, NoticesFigure>();

    /// <summary>The number of notices that the member has not read.</summary>
    private sealed class NoticesFigure(NoticeService notices) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(notices: await notices.CountUnreadAsync(ct));
    }
}
