using System.Globalization;
using KBoss.Domain.Access;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>
/// The figures in the header, for the length of a request or circuit: lines in the cart, unread notices, requests that wait for consent and what was said and
/// not read; whoever changes one tells it here.
/// </summary>
public sealed class HeaderCounts
{
    public int Cart { get; private set; }

    public int Notices { get; private set; }

    /// <summary>How many requests wait for the member to decide or answer.</summary>
    public int Approvals { get; private set; }

    /// <summary>How many messages of its conversation the member has not read; of the seller's people, how many conversations with some.</summary>
    public int Conversations { get; private set; }

    /// <summary>How the header shows them, in the language of the reader: on a page, and in the news to one that has no circuit.</summary>
    public HeaderFiguresShown Shown(IStringLocalizer<Texts> words)
    {
        var unread = Notices + Approvals + Conversations;
        return new(
            new("cart", Cart, words["CartLines", Cart]),
            new("notices", Notices, words["NoticesUnread", Notices]),
            new("approvals", Approvals, words["ApprovalsWaiting", Approvals]),
            new("conversations", Conversations, words["ConversationsUnread", Conversations]),
            new("menu-unread", unread, words[unread > 0 ? "MainMenuUnread" : "MainMenu"]));
    }

    /// <summary>Raised after a figure has changed.
    public event Action? Changed;

    /// <summary>Sets the figures that are given and leaves the others.</summary>
    public void Set(int? cart = null, int? notices = null, int? approvals = null, int? conversations = null)
    {
        var before = (Cart, Notices, Approvals, Conversations);
        Cart = cart ?? Cart;
        Notices = notices ?? Notices;
        Approvals = approvals ?? Approvals;
        Conversations = conversations ?? Conversations;
        if ((Cart, Notices, Approvals, Conversations) != before)
        {
            Changed?.Invoke();
        }
    }
}

/// <summary>A figure of the header: its name in test ids, and what the link or button is called at which it stands.</summary>
public sealed record ShownFigure(string Name, int Number, string Label)
{
    /// <summary>What stands in the badge; empty where there is none.</summary>
    public string Badge => Number switch
    {
        <= 0 => "",
        > 99 => "99+",
        _ => Number.ToString(CultureInfo.CurrentCulture),
    };
}

/// <summary>All figures of the header; the last says whether the menu, which a phone folds away, holds anything unread.</summary>
public sealed record HeaderFiguresShown(ShownFigure Cart, ShownFigure Notices, ShownFigure Approvals, ShownFigure Conversations, ShownFigure Menu);

/// <summary>Fetches a figure of the header for the signed-in member; implemented by the module that knows it.</summary>
public interface IHeaderFigure
{
    /// <summary>Sets its figure.</summary>
    Task LoadAsync(HeaderCounts counts, CancellationToken ct);

    /// <summary>Tells of changes to the member's figure until the answer is disposed of; null where nobody else changes it.</summary>
    IDisposable? Follow(Actor actor, Action changed) => null;
}
