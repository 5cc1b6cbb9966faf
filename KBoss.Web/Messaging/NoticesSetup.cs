using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Web.Common;

namespace KBoss.Web.Messaging;

/// <summary>What the pages of notices stand on: the figure at the bell.</summary>
public static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services) =>
        services.AddScoped<IHeaderFigure, NoticesFigure>().AddScoped<INoticeWording, NoticeWording>();

    /// <summary>The number of notices that the member has not read.</summary>
    private sealed class NoticesFigure(NoticeService notices, Changes changes) : IHeaderFigure
    {
        public async Task LoadAsync(HeaderCounts counts, CancellationToken ct) => counts.Set(notices: await notices.CountUnreadAsync(ct));

        public IDisposable? Follow(Actor actor, Action changed) => changes.Subscribe<CountChanged>(change =>
        {
            if (change.Kind == nameof(Notice) && change.CountedFor == actor.MemberId)
            {
                changed();
            }
        });
    }
}
