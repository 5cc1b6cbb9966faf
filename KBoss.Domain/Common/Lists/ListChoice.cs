namespace KBoss.Domain.Common.Lists;

/// <summary>How high the rows of lists are.</summary>
public enum RowHeight
{
    /// <summary>As many as fit: 36 pixels where a row has one line.</summary>
    Compact,

    /// <summary>With room between them.</summary>
    Comfortable,
}

/// <summary>How a member wants a list without having named a view: its columns, and the view with which the page opens.</summary>
public sealed class ListChoice : Entity, IOrganizationOwned, IGoesWithMember
{
    /// <summary>The name under which stands what is chosen for all lists together.</summary>
    public const string EveryList = "*";

    private ListChoice()
    {
    }

    public ListChoice(long organizationId, long memberId, string list)
    {
        (OrganizationId, MemberId) = (organizationId, memberId);
        List = Require.Text(list, "list", ListView.MaxList, free: true);
    }

    public long OrganizationId { get; private set; }

    public long MemberId { get; private set; }

    public string List { get; private set; } = "";

    /// <summary>Order, widths and visibility of the columns, as the list writes them; empty as the page has them.</summary>
    public string Layout { get; private set; } = "";

    /// <summary>The id of the view with which the page opens; null for none. One that is gone is as if it were none.</summary>
    public long? OpensWith { get; private set; }

    /// <summary>How high the rows are; null where nobody has chosen.</summary>
    public RowHeight? Rows { get; private set; }

    /// <summary>Keeps the columns; <c>Common.ListStateTooLong</c>.</summary>
    public void Lay(string layout) => Layout = ListState.Checked(layout, ListView.MaxLayout);

    /// <summary>The page opens with this view, or with none.</summary>
    public void OpenWith(long? view) => OpensWith = view;

    /// <summary>Chooses the height of the rows.</summary>
    public void Space(RowHeight rows) => Rows = rows;
}

/// <summary>What a list writes of itself.</summary>
internal static class ListState
{
    /// <summary>The text, unless it is too long to be kept: <c>Common.ListStateTooLong</c>.</summary>
    public static string Checked(string? text, int max) =>
        (text ?? "").Length <= max ? text ?? "" : throw new RuleException("Common.ListStateTooLong");
}
