namespace KBoss.Web.Ledger;

/// <summary>What a module shows on the page of an entry of the book: what stands behind it, where that has no page of its own for the reader.</summary>
public interface IEntryPart
{
    /// <summary>Of which kind of event.</summary>
    string EventKind { get; }

    /// <summary>The part; it takes the number that the entry is about as <c>Reference</c>.</summary>
    Type Component { get; }
}
