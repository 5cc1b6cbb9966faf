using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>What an import does with a row.</summary>
public enum ImportRowKind
{
    New,
    Changed,
    Unchanged,
    Error,
}

/// <summary>One field that an import changes, by the key of its column, with the values before and after; what is sensitive is masked in both.</summary>
public sealed record FieldChange(string Column, object? Before, object? After);

/// <summary>One row of an upload under its Excel row number, and what importing it does.</summary>
public sealed record ImportRow<TRow>(int Number, ImportRowKind Kind, TRow Value, IReadOnlyList<FieldChange> Changes, IReadOnlyList<CellError> Errors)
{
    /// <summary>What people should know of a good row besides, by the codes of rules: the row is imported all the same.</summary>
    public IReadOnlyList<CellError> Notes { get; init; } = [];
}

/// <summary>Tells what importing a row does.</summary>
public static class ImportRow
{
    /// <summary>A row with errors is in error, one that meets nothing is new, and of the others those with changes are changed.</summary>
    public static ImportRow<TRow> Of<TRow>(int number, TRow value, bool isKnown, IReadOnlyList<FieldChange> changes, IReadOnlyList<CellError> errors) => new(
        number,
        errors.Count > 0 ? ImportRowKind.Error : !isKnown ? ImportRowKind.New : changes.Count > 0 ? ImportRowKind.Changed : ImportRowKind.Unchanged,
        value, changes, errors);
}
