namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>Everything that can be wrong with a workbook; each code is the key of its message in both languages.</summary>
public static class WorkbookErrors
{
    public const string NotAWorkbook = "Workbook.NotAWorkbook";
    public const string OldFormat = "Workbook.OldFormat";
    public const string Encrypted = "Workbook.Encrypted";
    public const string Damaged = "Workbook.Damaged";
    public const string FileTooLarge = "Workbook.FileTooLarge";
    public const string ExpandsTooFar = "Workbook.ExpandsTooFar";
    public const string Empty = "Workbook.Empty";
    public const string NoHeader = "Workbook.NoHeader";
    public const string NoRows = "Workbook.NoRows";
    public const string MissingColumn = "Workbook.MissingColumn";
    public const string DuplicateColumn = "Workbook.DuplicateColumn";
    public const string MergedCells = "Workbook.MergedCells";
    public const string TooManyRows = "Workbook.TooManyRows";
    public const string TooManyCells = "Workbook.TooManyCells";

    public const string UnknownColumn = "Workbook.UnknownColumn";
    public const string OptionalColumnMissing = "Workbook.OptionalColumnMissing";
    public const string ExampleSkipped = "Workbook.ExampleSkipped";

    public const string Required = "Workbook.Required";
    public const string Formula = "Workbook.Formula";
    public const string ErrorValue = "Workbook.ErrorValue";
    public const string BooleanValue = "Workbook.BooleanValue";
    public const string DateValue = "Workbook.DateValue";
    public const string ShownOtherwise = "Workbook.ShownOtherwise";
    public const string NumberInText = "Workbook.NumberInText";
    public const string TextTooLong = "Workbook.TextTooLong";
    public const string InvisibleCharacter = "Workbook.InvisibleCharacter";
    public const string NotANumber = "Workbook.NotANumber";
    public const string NotWhole = "Workbook.NotWhole";
    public const string TooManyDecimals = "Workbook.TooManyDecimals";
    public const string NotAbove = "Workbook.NotAbove";
    public const string BelowMinimum = "Workbook.BelowMinimum";
    public const string AboveMaximum = "Workbook.AboveMaximum";
    public const string NotAChoice = "Workbook.NotAChoice";
    public const string PairInvalid = "Workbook.PairInvalid";
    public const string PairRepeated = "Workbook.PairRepeated";
    public const string DuplicateKey = "Workbook.DuplicateKey";
}

/// <summary>
/// One thing wrong with a workbook: the row as Excel numbers it (0 if it is about the whole file), the key of the column
/// (empty if it is about none), the <see cref="WorkbookErrors"/> code and what fills the placeholders of its message.
/// </summary>
public sealed record CellError(int Row, string Column, string Code, object?[] Args)
{
    /// <summary>What stands in the cell, cut to what a page can show, where the schema says that it may be shown; null otherwise.</summary>
    public string? Found { get; init; }
}

/// <summary>Why a value is refused: a code of <see cref="WorkbookErrors"/> and what fills its placeholders.</summary>
public sealed record CellRefusal(string Code, params object?[] Args);

/// <summary>One row of a workbook under its Excel row number; what could not be read keeps its default in <see cref="Value"/>.</summary>
public sealed record WorkbookRow<TRow>(int Number, TRow Value, IReadOnlyList<CellError> Errors)
{
    public bool IsValid => Errors.Count == 0;
}

/// <summary>What was read: either file errors and no row at all, or every row that is not blank, good or bad, in the order of the file.</summary>
public sealed record WorkbookResult<TRow>(
    IReadOnlyList<WorkbookRow<TRow>> Rows,
    IReadOnlyList<CellError> FileErrors,
    IReadOnlyList<CellError> Warnings)
{
    public bool IsReadable => FileErrors.Count == 0;
}

/// <summary>How large a workbook may be: rows below the header, cells with content, bytes of the file, bytes after unpacking.</summary>
public sealed record WorkbookLimits
{
    public int MaxRows { get; init; } = 50_000;

    public int MaxCells { get; init; } = 1_000_000;

    public long MaxFileBytes { get; init; } = 20L << 20;

    public long MaxUnpackedBytes { get; init; } = 300L << 20;

    /// <summary>How often its packed size a large part of the file may unpack to; real sheets stay below fifty.</summary>
    public int MaxRatio { get; init; } = 150;
}

/// <summary>The whole file is refused; the reader turns it into a file error.</summary>
internal sealed class WorkbookRefusedException(string code, params object?[] args) : Exception(code)
{
    public CellError Error { get; } = new(0, "", code, args);
}
