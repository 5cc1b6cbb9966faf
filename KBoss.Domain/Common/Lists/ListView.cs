namespace KBoss.Domain.Common.Lists;

/// <summary>
/// A list as somebody wants to see it again, under a name: filters, sort, size and groups as the address writes them, and the columns. It is a member's own,
/// or shared with everybody of the organization; it goes with the account of whoever made it.
/// </summary>
public sealed class ListView : Entity, IOrganizationOwned, IGoesWithMember
{
    /// <summary>How long the name of a view may be.</summary>
    public const int MaxName = 40;

    /// <summary>How long the name of a list may be.</summary>
    public const int MaxList = 100;

    /// <summary>How long filters, sort and size may be, as an address writes them.</summary>
    public const int MaxQuery = 1500;

    /// <summary>How long the columns may be.</summary>
    public const int MaxLayout = 1500;

    /// <summary>How many views a member keeps of one list at most.</summary>
    public const int MostOfOneList = 30;

    private ListView()
    {
    }

    /// <summary>Refuses a name that is empty or too long, at <c>view-name</c>, and a state that is too long with <c>Common.ListStateTooLong</c>.</summary>
    public ListView(long organizationId, long memberId, string madeBy, string list, string? name, string query, string layout, bool shared)
    {
        (OrganizationId, MemberId, MadeBy, Shared) = (organizationId, memberId, madeBy, shared);
        List = Require.Text(list, "list", MaxList, free: true);
        Name = NameOf(name);
        NameKey = NormalText.Key(Name);
        (Query, Layout) = (ListState.Checked(query, MaxQuery), ListState.Checked(layout, MaxLayout));
    }

    public long OrganizationId { get; private set; }

    /// <summary>Who made it.</summary>
    public long MemberId { get; private set; }

    /// <summary>The name of whoever made it, of then.</summary>
    public string MadeBy { get; private set; } = "";

    /// <summary>The list that it is a view of.</summary>
    public string List { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The name as it is compared: one member has one view of a name in a list.</summary>
    [Compared]
    public string NameKey { get; private set; } = "";

    /// <summary>Filters, sort, size and groups, as an address writes them.</summary>
    public string Query { get; private set; } = "";

    /// <summary>Order, widths and visibility of the columns, as the list writes them.</summary>
    public string Layout { get; private set; } = "";

    /// <summary>Whether everybody of the organization sees it.</summary>
    public bool Shared { get; private set; }

    /// <summary>The name as it is kept; refused at <c>view-name</c> when it is empty or too long.</summary>
    public static string NameOf(string? name) => Require.Text(name, "view-name", MaxName);

    /// <summary>Shows from now on what is given here; <c>Common.ListStateTooLong</c>.</summary>
    public void Show(string query, string layout) => (Query, Layout) = (ListState.Checked(query, MaxQuery), ListState.Checked(layout, MaxLayout));

    /// <summary>
    /// Looks by a filter for a word under the name that it has now; whether it had looked for it under the one before. A view that would become too long stays.
    /// </summary>
    public bool Follow(string filter, string before, string after)
    {
        var parts = Query.Split('&');
        var at = Array.FindIndex(
            parts, part => part.Split('=', 2) is [var name, var value] && name == filter && Uri.UnescapeDataString(value.Replace('+', ' ')) == before);
        if (at < 0)
        {
            return false;
        }

        parts[at] = $"{filter}={Uri.EscapeDataString(after)}";
        var followed = string.Join('&', parts);
        Query = followed.Length <= MaxQuery ? followed : Query;
        return Query == followed;
    }

    /// <summary>Gives it another name, and shares it or takes it back.</summary>
    public void Rename(string? name, bool shared)
    {
        Name = NameOf(name);
        NameKey = NormalText.Key(Name);
        Shared = shared;
    }
}
