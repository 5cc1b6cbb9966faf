using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using System.Threading.Channels;
using KBoss.Domain.Access;
using KBoss.Infrastructure.Catalog;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.SignIn.Sessions;
using KBoss.Web.Common;
using KBoss.Web.SignIn;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Storefront.News;

/// <summary>
/// What one browser is told for as long as a page without a circuit stands open in it: who is signed in (<c>who</c>), the figures of the header
/// (<c>figures</c>), which version of the shop there is (<c>shop</c>), and that terms of the reader's own have changed (<c>terms</c>). It begins with how
/// things are, and then tells what has become different. Nothing is kept for a reader who is slow: there is one mark that something is new, and what is told
/// is read when it can be sent. A visitor's stream asks the database for nothing.
/// </summary>
internal sealed class ShopNews(
    StorefrontVersion version, HeaderFigures figures, HeaderCounts counts, Changes changes, MemberSessions sessions, IStringLocalizer<Texts> words,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ShopNews> log)
{
    /// <summary>However much changes, it is read so often at most.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often a sign of life is sent, because proxies end a line on which nothing is said, and the session is asked for, as it is for a circuit.</summary>
    internal static readonly TimeSpan Beat = MemberSessions.BelievedFor;

    /// <summary>How long a browser waits before it comes again by itself.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock gate = new();
    private readonly HashSet<IHeaderFigure> changed = [];
    private bool beat;
    private bool sessionChanged;
    private bool termsChanged;

    /// <summary>Tells until the reader leaves, its session ends or the application does.</summary>
    public async IAsyncEnumerable<SseItem<string>> TellAsync(ClaimsPrincipal user, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var actor = ActorClaims.Read(user);
        // While something is owed first, the services of the figures refuse.
        var hasFigures = actor is { Duty: null };
        using var hearing = Listen(actor, hasFigures);
        await using var timer = time.CreateTimer(_ => Mark(() => beat = true), null, Beat, Beat);
        yield return new(actor?.MemberId.ToString(CultureInfo.InvariantCulture) ?? "", "who") { ReconnectionInterval = Retry };

        var (toldFigures, toldVersion) = ("", "");
        do
        {
            var news = Take();
            if (actor is not null && (news.Beat || news.SessionChanged) && !await HoldsAsync(actor, SessionCookie.Read(user), ending.Token))
            {
                yield break;
            }

            foreach (var figure in news.Changed)
            {
                await figures.LoadAsync(figure, ending.Token);
            }

            if (hasFigures && FiguresText() is var figuresText && figuresText != toldFigures)
            {
                yield return new(toldFigures = figuresText, "figures");
            }

            if (version.Text() is var versionText && versionText != toldVersion)
            {
                yield return new(toldVersion = versionText, "shop");
            }

            if (news.TermsChanged)
            {
                yield return new("", "terms");
            }

            if (news.Beat)
            {
                yield return new("", "beat");
            }
        }
        while (await WaitAsync(ending.Token));
    }

    private Hearings Listen(Actor? actor, bool hasFigures)
    {
        List<IDisposable> hearing =
        [
            changes.Subscribe<StorefrontChanged>(_ => Mark(() => { })),
            changes.Subscribe<ChangesMissed>(_ => Mark(() => sessionChanged = termsChanged = actor is not null)),
        ];
        if (hasFigures)
        {
            hearing.Add(figures.Follow(actor!, figure => Mark(() => changed.Add(figure))));
            lock (gate)
            {
                changed.UnionWith(figures.All);
            }
        }

        if (actor is not null)
        {
            hearing.Add(changes.Subscribe<SessionsChanged>(change => If(change.MemberId == actor.MemberId, () => sessionChanged = true)));
            hearing.Add(changes.Subscribe<CustomerTermsChanged>(change => If(change.BuyerId == actor.OrganizationId, () => termsChanged = true)));
        }

        return new Hearings(hearing);
    }

    private void If(bool concerned, Action what)
    {
        if (concerned)
        {
            Mark(what);
        }
    }

    /// <summary>Notes what is new and wakes the stream.</summary>
    private void Mark(Action what)
    {
        lock (gate)
        {
            what();
        }

        wake.Writer.TryWrite(true);
    }

    private (bool Beat, bool SessionChanged, bool TermsChanged, IHeaderFigure[] Changed) Take()
    {
        lock (gate)
        {
            var taken = (beat, sessionChanged, termsChanged, changed.ToArray());
            beat = sessionChanged = termsChanged = false;
            changed.Clear();
            return taken;
        }
    }

    private string FiguresText() => JsonSerializer.Serialize(counts.Shown(words), JsonSerializerOptions.Web);

    /// <summary>Waits for something that is new; false when the stream is at its end.</summary>
    private async Task<bool> WaitAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, time, ct);
            return await wake.Reader.ReadAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether the session holds as it did when the stream began; with other roles the browser comes again, and is told what they may see.</summary>
    private async Task<bool> HoldsAsync(Actor actor, SessionKey? key, CancellationToken ct)
    {
        try
        {
            return key is not null && await sessions.LookAsync(key, ct) is { } session && session.Duty == actor.Duty && session.Actor.Roles.SetEquals(actor.Roles);
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
#pragma warning disable CA1031 // Who cannot be asked for is told nothing more; the browser comes again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(e, "A stream of news could not ask whether its session still holds, and ends.");
            return false;
        }
    }
}
