using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>One column of a schema: how it is named, described, read into a row and written from it.</summary>
public abstract class WorkbookColumn<TRow>(string key, WorkbookText header)
{
    /// <summary>The column's name in code and in <see cref="CellError.Column"/>.</summary>
    public string Key { get; } = key;

    public WorkbookText Header { get; } = header;

    /// <summary>A blank cell is refused, and so is a file without the column.</summary>
    public bool Required { get; init; }

    /// <summary>Says which row is which: required, and unique within a file as people compare texts.</summary>
    public bool IsKey { get; init; }

    /// <summary>What two keys of the column are compared by: the same as where they are kept, or two rows of a file are one thing there.</summary>
    public Func<string, string> Compared { get; init; } = NormalText.Key;

    /// <summary>
    /// By it KBoss knows its own export again: a template has no such column, and a file without it is not warned of.
    /// </summary>
    public bool ExportOnly { get; init; }

    /// <summary>The width in Excel's units; a Chinese character takes two.</summary>
    public double Width { get; init; } = 16;

    /// <summary>What to write into the column, for the instructions.</summary>
    public WorkbookText Note { get; init; } = new("", "");

    /// <summary>The kind of value, for the instructions.</summary>
    public abstract WorkbookText Kind { get; }

    /// <summary>The names that Excel offers as a list.</summary>
    internal virtual IReadOnlyList<WorkbookText> Offers => [];

    /// <summary>Whether Excel refuses what is not on the list.</summary>
    internal virtual bool OffersOnly => false;

    /// <summary>Excel's number format of the column; "@" keeps what is typed as text.</summary>
    internal virtual string Format => "@";

    /// <summary>Reads a cell that is not blank into the row, or says why not.</summary>
    internal abstract CellRefusal? Read(CellContent cell, TRow row);

    /// <summary>What stands in the cell: a string, a decimal, a long, or null.</summary>
    internal abstract object? Write(TRow row);

    /// <summary>That a letter of a name passes for another one, as the domain would refuse it (<see cref="LookAlikes"/>); null where none does.</summary>
    private protected CellRefusal? LookAlike(string text) =>
        RuleException.Of(() => LookAlikes.Refuse(text, Key)) is { } refusal ? new(refusal.Code, [.. refusal.Args]) : null;
}

/// <summary>A column of free text, trimmed.</summary>
public sealed class TextColumn<TRow>(string key, WorkbookText header, Func<TRow, string> get, Action<TRow, string> set)
    : WorkbookColumn<TRow>(key, header)
{
    public int MaxLength { get; init; } = 200;

    /// <summary>Whether line breaks inside the cell are kept.</summary>
    public bool MultiLine { get; init; }

    /// <summary>The form in which a text of one line is kept, the same as when it is typed by hand.</summary>
    public Func<string, string> Normal { get; init; } = NormalText.Name;

    /// <summary>Usual values that Excel offers; any other is accepted too.</summary>
    public IReadOnlyList<WorkbookText> Suggestions { get; init; } = [];

    public override WorkbookText Kind => new($"文本，最多 {MaxLength} 个字符", $"Text, {MaxLength} characters at most");

    internal override IReadOnlyList<WorkbookText> Offers => Suggestions;

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        if (cell.AsText(MultiLine, MaxLength, out var text) is { } refusal)
        {
            return refusal;
        }

        var kept = MultiLine ? text : Normal(text);
        if (kept.Length > MaxLength)
        {
            return new(WorkbookErrors.TextTooLong, MaxLength, kept.Length);
        }

        if (!MultiLine && LookAlike(kept) is { } passing)
        {
            return passing;
        }

        set(row, kept);
        return null;
    }

    internal override object? Write(TRow row) => get(row);
}

/// <summary>Turns a text into a value, or says why it cannot.</summary>
public delegate CellRefusal? CellParser<TValue>(string text, out TValue value);

/// <summary>A column of text with a form of its own.</summary>
public sealed class ParsedColumn<TRow, TValue>(
    string key, WorkbookText header, Func<TRow, TValue> get, Action<TRow, TValue> set, CellParser<TValue> parse, Func<TValue, string> format)
    : WorkbookColumn<TRow>(key, header)
{
    public int MaxLength { get; init; } = 200;

    public override WorkbookText Kind => new($"文本，最多 {MaxLength} 个字符", $"Text, {MaxLength} characters at most");

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        if (cell.AsText(free: true, MaxLength, out var text) is { } unusable)
        {
            return unusable;
        }

        if (parse(text, out var value) is { } refusal)
        {
            return refusal;
        }

        // The normal form may be longer than what was typed, and it is the one that is kept, on one line.
        var normal = format(value);
        if (normal.Length > MaxLength)
        {
            return new(WorkbookErrors.TextTooLong, MaxLength, normal.Length);
        }

        if (VisibleText.Hidden(normal, free: false) is { } hidden)
        {
            return new(WorkbookErrors.InvisibleCharacter, hidden);
        }

        if (LookAlike(normal) is { } passing)
        {
            return passing;
        }

        set(row, value);
        return null;
    }

    internal override object? Write(TRow row) => format(get(row));
}

/// <summary>A column of decimal numbers.</summary>
public sealed class DecimalColumn<TRow>(string key, WorkbookText header, Func<TRow, decimal?> get, Action<TRow, decimal> set)
    : WorkbookColumn<TRow>(key, header)
{
    public int Decimals { get; init; } = 2;

    /// <summary>The value must be greater than this.</summary>
    public decimal? Above { get; init; }

    public decimal Minimum { get; init; } = -99_999_999_999.9999m;

    public decimal Maximum { get; init; } = 99_999_999_999.9999m;

    public override WorkbookText Kind => new($"数字，最多 {Decimals} 位小数", $"Number, {Decimals} decimals at most");

    internal override string Format => Decimals <= 2 ? "#,##0.00" : "#,##0.00" + new string('#', Decimals - 2);

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        var refusal = cell.AsDecimal(out var value) ?? Check(value);
        if (refusal is null)
        {
            set(row, value);
        }

        return refusal;
    }

    internal override object? Write(TRow row) => get(row);

    private CellRefusal? Check(decimal value) =>
        value <= Above ? new(WorkbookErrors.NotAbove, Above)
        : value < Minimum ? new(WorkbookErrors.BelowMinimum, Minimum)
        : value > Maximum ? new(WorkbookErrors.AboveMaximum, Maximum)
        : decimal.Round(value, Decimals) != value ? new(WorkbookErrors.TooManyDecimals, Decimals)
        : null;
}

/// <summary>A column of whole numbers.</summary>
public sealed class IntegerColumn<TRow>(string key, WorkbookText header, Func<TRow, long?> get, Action<TRow, long> set)
    : WorkbookColumn<TRow>(key, header)
{
    public long Minimum { get; init; }

    public long Maximum { get; init; } = int.MaxValue;

    public override WorkbookText Kind => new("整数", "Whole number");

    internal override string Format => "0";

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        var refusal = cell.AsDecimal(out var value) ?? Check(value);
        if (refusal is null)
        {
            set(row, (long)value);
        }

        return refusal;
    }

    internal override object? Write(TRow row) => get(row);

    private CellRefusal? Check(decimal value) =>
        value < Minimum ? new(WorkbookErrors.BelowMinimum, Minimum)
        : value > Maximum ? new(WorkbookErrors.AboveMaximum, Maximum)
        : decimal.Truncate(value) != value ? new(WorkbookErrors.NotWhole)
        : null;
}

/// <summary>One value that a choice column takes: its code, and its name in both languages.</summary>
public sealed record WorkbookChoice(string Code, WorkbookText Name);

/// <summary>A column that takes one of a few values, written by its Chinese name, its English name or its code.</summary>
public sealed class ChoiceColumn<TRow> : WorkbookColumn<TRow>
{
    private readonly IReadOnlyList<WorkbookChoice> choices;
    private readonly Func<TRow, string> get;
    private readonly Action<TRow, string> set;
    private readonly Dictionary<string, string> codes;

    public ChoiceColumn(string key, WorkbookText header, IReadOnlyList<WorkbookChoice> choices, Func<TRow, string> get, Action<TRow, string> set)
        : base(key, header)
    {
        this.choices = choices;
        this.get = get;
        this.set = set;
        codes = Index(choices);
    }

    public override WorkbookText Kind
    {
        get
        {
            var names = WorkbookText.Join(choices.Select(choice => choice.Name));
            return new($"选一个：{names.Chinese}", $"One of: {names.English}");
        }
    }

    internal override IReadOnlyList<WorkbookText> Offers => [.. choices.Select(choice => choice.Name)];

    internal override bool OffersOnly => true;

    /// <summary>Every way to write a choice, folded, with the code it means.</summary>
    internal static Dictionary<string, string> Index(IEnumerable<WorkbookChoice> choices)
    {
        var codes = new Dictionary<string, string>();
        foreach (var choice in choices)
        {
            codes[CellContent.Fold(choice.Code)] = choice.Code;
            codes[CellContent.Fold(choice.Name.Chinese)] = choice.Code;
            codes[CellContent.Fold(choice.Name.English)] = choice.Code;
        }

        return codes;
    }

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        if (cell.AsText(free: true, int.MaxValue, out var text) is { } refusal)
        {
            return refusal;
        }

        if (!codes.TryGetValue(CellContent.Fold(text), out var code))
        {
            return new(WorkbookErrors.NotAChoice, CellContent.Shorten(text), WorkbookText.Join(Offers));
        }

        set(row, code);
        return null;
    }

    internal override object? Write(TRow row)
    {
        var code = get(row);
        return choices.FirstOrDefault(choice => choice.Code == code)?.Name.ToString() ?? code;
    }
}
