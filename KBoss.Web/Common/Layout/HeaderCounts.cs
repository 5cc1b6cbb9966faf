namespace KBoss.Web.Common;

/// <summary>
/// The figures in the header, lines in the cart and unread notices, for the length of a request or circuit; whoever changes one tells it here.
/// </summary>
public sealed class HeaderCounts
{
    public int Cart { get; private set; }

    public int Notices { get; private set; }

    /// <summary>Raised after a figure has changed.</summary>
    public event Action? Changed;

    /// <summary>Sets the figures that are given and leaves the others.</summary>
    public void Set(int? cart = null, int? notices = null)
    {
        var (oldCart, oldNotices) = (Cart, Notices);
        Cart = cart ?? Cart;
        Notices = notices ?? Notices;
        if ((Cart, Notices) != (oldCart, oldNotices))
        {
            Changed?.Invoke();
        }
    }
}

/// <summary>Fetches a figure of the header for the signed-in member; implemented by the module that knows it.</summary>
public interface IHeaderFigure
{
    /// <summary>Sets its figure.</summary>
    Task LoadAsync(HeaderCounts counts, CancellationToken ct);
}
