namespace KBoss.Web.Customers;

/// <summary>A tab of the page of a customer: each module brings those for what it keeps about customers.</summary>
public interface ICustomerTab
{
    /// <summary>Its name in the address: <c>?tab=…</c>.</summary>
    string Key { get; }

    /// <summary>Its name in the language of the page.</summary>
    string Title { get; }

    /// <summary>Where it stands: the lowest is the first, which is also shown when none is asked for.</summary>
    int Position { get; }

    /// <summary>Who sees it.</summary>
    string Permission { get; }

    /// <summary>What it shows: a <see cref="CustomerTabBase"/>.</summary>
    Type Component { get; }
}
