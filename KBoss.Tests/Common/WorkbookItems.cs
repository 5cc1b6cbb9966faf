using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Tests.Common;

/// <summary>The list of items that tests of workbooks read and write.</summary>
internal static class WorkbookItems
{
    internal sealed record Item
    {
        public string Code { get; set; } = "";

        public string Note { get; set; } = "";

        public decimal? Price { get; set; }

        public long? Count { get; set; }

        public string Color { get; set; } = "";
    }

    public static readonly WorkbookSchema<Item> Schema = new(
        new("货品", "Items"),
        [
            new TextColumn<Item>("Code", new("编码", "Code"), i => i.Code, (i, v) => i.Code = v) { Required = true, IsKey = true, MaxLength = 20 },
            new TextColumn<Item>("Note", new("备注", "Note"), i => i.Note, (i, v) => i.Note = v) { MaxLength = 30, MultiLine = true },
            new DecimalColumn<Item>("Price", new("单价", "Unit price"), i => i.Price, (i, v) => i.Price = v) { Decimals = 4, Above = 0, Maximum = 1_000_000m },
            new IntegerColumn<Item>("Count", new("数量", "Count"), i => i.Count, (i, v) => i.Count = v),
            new ChoiceColumn<Item>("Color", new("颜色", "Color"), [new("Red", new("红", "red")), new("Blue", new("蓝", "blue"))], i => i.Color, (i, v) => i.Color = v),
        ]);

    public static readonly string[] Header = ["编码", "备注", "单价", "数量", "颜色"];

    public static WorkbookResult<Item> Read(byte[] file, WorkbookLimits? limits = null) => WorkbookReader.Read(new MemoryStream(file), Schema, limits);

    public static WorkbookRow<Item> ReadOne(params object?[] cells) => Assert.Single(Read(WorkbookFile.Of([.. Header], cells)).Rows);

    public static string FileError(byte[] file, WorkbookLimits? limits = null)
    {
        var result = Read(file, limits);
        Assert.Empty(result.Rows);
        return Assert.Single(result.FileErrors).Code;
    }

    public static byte[] Good(int rows = 3) =>
        WorkbookFile.Of([[.. Header], .. Enumerable.Range(1, rows).Select(i => new object?[] { $"C-{i}", "note", 1.5m, i, "红" })]);
}
