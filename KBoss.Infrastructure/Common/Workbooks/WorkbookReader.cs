using System.Globalization;
using System.Xml;
using ClosedXML.Excel;
using KBoss.Domain.Common;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>
/// Reads a workbook that somebody made by hand: finds the header by its names, reads every row that is not blank,
/// and says of everything it cannot read where it stands, what is wrong and how to mend it. It never throws for what is in the file.
/// </summary>
public static class WorkbookReader
{
    /// <summary>How many rows from the top may be titles before the header comes.</summary>
    private const int HeaderSearch = 20;

    /// <summary>No header is looked for further to the right.</summary>
    private const int HeaderColumns = 500;

    /// <summary>So many sheets that are not blank are looked at.</summary>
    private const int SheetSearch = 8;

    private const int ProgressStep = 500;

    /// <summary>
    /// Reads a file from memory or disk (a stream that reads synchronously). It computes without a pause: keep it off the thread of a circuit.
    /// <paramref name="progress"/> is told how many rows are done. Only cancellation throws.
    /// </summary>
    public static WorkbookResult<TRow> Read<TRow>(
        Stream file, WorkbookSchema<TRow> schema, WorkbookLimits? limits = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
        where TRow : class, new()
    {
        limits ??= new();
        try
        {
            using var buffer = file.CanSeek ? null : Buffer(file, limits);
            using var package = Guard(() => WorkbookPackage.Open(buffer ?? file, limits, cancellation));
            return new Reading<TRow>(schema, limits, progress, cancellation).Run(package);
        }
        catch (WorkbookRefusedException refused)
        {
            return new([], [refused.Error], []);
        }
    }

    private static MemoryStream Buffer(Stream file, WorkbookLimits limits)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        for (var read = file.Read(chunk); read > 0; read = file.Read(chunk))
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limits.MaxFileBytes)
            {
                break;
            }
        }

        return buffer;
    }

    /// <summary>
    /// Why the bytes are no workbook at all, whatever is in its rows: <see cref="WorkbookErrors.NotAWorkbook"/>, <see cref="WorkbookErrors.OldFormat"/>,
    /// <see cref="WorkbookErrors.Encrypted"/> or <see cref="WorkbookErrors.Damaged"/>; null when they are one.
    /// </summary>
    public static string? NoWorkbook<TRow>(byte[] content, WorkbookSchema<TRow> schema, WorkbookLimits limits, CancellationToken cancellation = default)
        where TRow : class, new()
    {
        try
        {
            using var file = new MemoryStream(content, writable: false);
            using var package = WorkbookPackage.Open(file, limits, cancellation);
            Guard(() => package.Sheets(schema.Sheet));
            return null;
        }
        catch (WorkbookRefusedException refused)
        {
            return refused.Error.Code is var code
                && code is WorkbookErrors.NotAWorkbook or WorkbookErrors.OldFormat or WorkbookErrors.Encrypted or WorkbookErrors.Damaged ? code : null;
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException or EndOfStreamException or NotSupportedException or UriFormatException)
        {
            throw new WorkbookRefusedException(WorkbookErrors.Damaged);
        }
    }

    /// <summary>One reading of one file.</summary>
    private sealed class Reading<TRow>(WorkbookSchema<TRow> schema, WorkbookLimits limits, IProgress<int>? progress, CancellationToken cancellation)
        where TRow : class, new()
    {
        private readonly List<CellError> fileErrors = [];
        private readonly List<CellError> warnings = [];
        private readonly List<WorkbookRow<TRow>> rows = [];
        private readonly List<(int Index, WorkbookColumn<TRow> Column)> columns = [];
        private PreparedSheet prepared = null!;
        private XLWorkbook? workbook;
        private int slice;

        /// <summary>Reads the first sheet that has a header, past covers and notes; hidden ones only when nothing else is there.</summary>
        public WorkbookResult<TRow> Run(WorkbookPackage package)
        {
            try
            {
                return Find(package);
            }
            finally
            {
                workbook?.Dispose();
            }
        }

        private WorkbookResult<TRow> Find(WorkbookPackage package)
        {
            var looked = new List<string>();
            foreach (var part in Guard(() => package.Sheets(schema.Sheet)))
            {
                if (looked.Count == SheetSearch || (looked.Count > 0 && part is { Hidden: true, Named: false }))
                {
                    break;
                }

                if (Guard(() => package.Prepare(part)) is not { } next)
                {
                    continue;
                }

                prepared = next;
                looked.Add($"“{CellContent.Shorten(part.Name)}”");
                var sheet = Load(0);
                if (FindHeader(sheet) is { } headerAt)
                {
                    return ReadSheet(sheet, headerAt);
                }
            }

            throw looked.Count == 0
                ? new WorkbookRefusedException(WorkbookErrors.Empty)
                : new WorkbookRefusedException(
                    WorkbookErrors.NoHeader,
                    WorkbookText.Join(schema.Columns.Where(column => column.Required || column.IsKey).Select(column => column.Header)),
                    WorkbookText.Join(looked.Select(name => new WorkbookText(name, name))),
                    schema.Sheet);
        }

        private WorkbookResult<TRow> ReadSheet(IXLWorksheet sheet, int headerAt)
        {
            ReadHeader(sheet, prepared.Rows[headerAt], prepared.LastColumn);
            CheckMerges(prepared.Rows[headerAt]);
            if (fileErrors.Count == 0)
            {
                ReadRows(sheet, prepared.Rows, headerAt + 1);
            }

            if (fileErrors.Count == 0 && rows.Count == 0)
            {
                fileErrors.Add(new(0, "", WorkbookErrors.NoRows, [prepared.Rows[headerAt]]));
            }

            if (fileErrors.Count > 0)
            {
                return new([], fileErrors, warnings);
            }

            FindDuplicates();
            return new(rows, fileErrors, warnings);
        }

        /// <summary>One slice of the sheet as ClosedXML reads it; the one before is let go.</summary>
        private IXLWorksheet Load(int number)
        {
            workbook?.Dispose();
            try
            {
                using var content = prepared.Slices[number]!;
                (workbook, slice) = (new XLWorkbook(content, new LoadOptions { EventTracking = XLEventTracking.Disabled }), number);
                prepared.Slices[number] = null;
                return workbook.Worksheet(1);
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                throw new WorkbookRefusedException(WorkbookErrors.Damaged);
            }
        }

        private CellContent Content(IXLWorksheet sheet, int row, int column)
        {
            if (prepared.Others.Count > 0 && prepared.Others.TryGetValue((row, column), out var other))
            {
                return other;
            }

            var cell = sheet.Cell(row, column);
            if (cell.HasFormula)
            {
                return CellContent.Formula;
            }

            return cell.DataType switch
            {
                XLDataType.Text => CellContent.Of((string)cell.Value),
                XLDataType.Number => CellContent.Of((double)cell.Value),
                XLDataType.Boolean => CellContent.Boolean,
                _ => CellContent.Date,
            };
        }

        /// <summary>The row, among the first ones, that names the most columns; two at least, if there are two; null if there is none.</summary>
        private int? FindHeader(IXLWorksheet sheet)
        {
            var (best, bestCount) = (0, 0);
            for (var i = 0; i < Math.Min(HeaderSearch, prepared.Rows.Count); i++)
            {
                var count = Headers(sheet, prepared.Rows[i], prepared.LastColumn)
                    .Select(header => schema.Named(header.Name)).OfType<WorkbookColumn<TRow>>()
                    .Distinct().Count();
                if (count > bestCount)
                {
                    (best, bestCount) = (i, count);
                }
            }

            return bestCount >= Math.Min(2, schema.Columns.Count) ? best : null;
        }

        private IEnumerable<(int Index, string Name)> Headers(IXLWorksheet sheet, int row, int lastColumn) =>
            Enumerable.Range(1, Math.Min(lastColumn, HeaderColumns))
                .Select(index => (Index: index, Content: Content(sheet, row, index)))
                .Where(cell => cell.Content.Kind == CellKind.Text)
                .Select(cell => (cell.Index, cell.Content.Text));

        private void ReadHeader(IXLWorksheet sheet, int row, int lastColumn)
        {
            foreach (var (index, name) in Headers(sheet, row, lastColumn))
            {
                if (schema.Named(name) is not { } column)
                {
                    warnings.Add(new(row, "", WorkbookErrors.UnknownColumn, [CellContent.Shorten(name), CellReference.Name(index)]));
                }
                else if (columns.Exists(known => known.Column == column))
                {
                    fileErrors.Add(new(row, column.Key, WorkbookErrors.DuplicateColumn, [column.Header, CellReference.Name(index)]));
                }
                else
                {
                    columns.Add((index, column));
                }
            }

            foreach (var column in schema.Columns.Where(column => !columns.Exists(known => known.Column == column)))
            {
                if (column.Required || column.IsKey)
                {
                    fileErrors.Add(new(row, column.Key, WorkbookErrors.MissingColumn, [column.Header]));
                }
                else if (!column.ExportOnly)
                {
                    warnings.Add(new(row, column.Key, WorkbookErrors.OptionalColumnMissing, [column.Header]));
                }
            }
        }

        /// <summary>Merged cells hide values: only titles above the header and remarks outside the columns may be merged.</summary>
        private void CheckMerges(int headerRow)
        {
            foreach (var merge in prepared.Merges)
            {
                var colon = merge.IndexOf(':', StringComparison.Ordinal);
                if (colon < 0
                    || !CellReference.TryParse(merge.AsSpan(0, colon), out var top, out var left)
                    || !CellReference.TryParse(merge.AsSpan(colon + 1), out var bottom, out var right)
                    || bottom < headerRow || top > prepared.Rows[^1]
                    || !columns.Exists(column => column.Index >= left && column.Index <= right))
                {
                    continue;
                }

                fileErrors.Add(new(top, "", WorkbookErrors.MergedCells, [merge]));
            }
        }

        private void ReadRows(IXLWorksheet sheet, IReadOnlyList<int> numbers, int from)
        {
            var examples = schema.Examples.Select(example => Compared(KeyOf(example))).ToHashSet();
            var cells = new CellContent[columns.Count];
            for (var i = from; i < numbers.Count; i++)
            {
                var row = numbers[i];
                if (i / SheetSlices.Rows != slice)
                {
                    sheet = Load(i / SheetSlices.Rows);
                }

                for (var c = 0; c < cells.Length; c++)
                {
                    cells[c] = Content(sheet, row, columns[c].Index);
                }

                if (Array.TrueForAll(cells, cell => cell.Kind == CellKind.Blank))
                {
                    continue;
                }

                var read = ReadRow(row, cells);
                if (schema.Key is not null && KeyOf(read.Value) is { Length: > 0 } key && examples.Contains(Compared(key)))
                {
                    warnings.Add(new(row, schema.Key.Key, WorkbookErrors.ExampleSkipped, [key]));
                    continue;
                }

                if (rows.Count == limits.MaxRows)
                {
                    fileErrors.Add(new(0, "", WorkbookErrors.TooManyRows, [limits.MaxRows]));
                    return;
                }

                rows.Add(read);
                if (rows.Count % ProgressStep == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(rows.Count);
                }
            }

            progress?.Report(rows.Count);
        }

        private WorkbookRow<TRow> ReadRow(int number, CellContent[] cells)
        {
            var value = new TRow();
            List<CellError>? errors = null;
            for (var c = 0; c < cells.Length; c++)
            {
                var column = columns[c].Column;
                var refusal = cells[c].Kind != CellKind.Blank ? column.Read(cells[c], value)
                    : column.Required || column.IsKey ? new(WorkbookErrors.Required)
                    : null;
                if (refusal is not null)
                {
                    (errors ??= []).Add(new(number, column.Key, refusal.Code, refusal.Args) { Found = schema.ShowsWrongCells ? cells[c].Shown : null });
                }
            }

            return new(number, value, errors ?? (IReadOnlyList<CellError>)[]);
        }

        private string Compared(string key) => schema.Key?.Compared(key) ?? key;

        private string KeyOf(TRow row) => Convert.ToString(schema.Key?.Write(row), CultureInfo.InvariantCulture) ?? "";

        /// <summary>Every row whose key another row has too is in error, and names the other.</summary>
        private void FindDuplicates()
        {
            if (schema.Key is not { } key)
            {
                return;
            }

            var first = new Dictionary<string, int>();
            for (var i = 0; i < rows.Count; i++)
            {
                var name = KeyOf(rows[i].Value);
                if (name.Length > 0 && !first.TryAdd(Compared(name), i))
                {
                    var other = first[Compared(name)];
                    if (!rows[other].Errors.Any(error => error.Code == WorkbookErrors.DuplicateKey))
                    {
                        Add(other, rows[i].Number);
                    }

                    Add(i, rows[other].Number);
                }

                void Add(int at, int otherRow) =>
                    rows[at] = rows[at] with { Errors = [.. rows[at].Errors, new(rows[at].Number, key.Key, WorkbookErrors.DuplicateKey, [name, otherRow, key.Header])] };
            }
        }
    }
}
