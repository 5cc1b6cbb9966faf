using System.Globalization;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>One device as a workbook describes it.</summary>
public sealed record DeviceSheetRow
{
    public string SerialNumber { get; set; } = "";

    /// <summary>The code of its place; empty leaves that of a known device as it is.</summary>
    public string Place { get; set; } = "";

    public DateOnly? BoughtOn { get; set; }

    public string Remark { get; set; } = "";

    /// <summary>The values of its attributes by their ids; what is blank has none.</summary>
    public Dictionary<long, string> Values { get; set; } = [];
}

/// <summary>The workbook in which the devices of one kind are imported and exported, a column for each attribute.</summary>
public static class DeviceWorkbook
{
    /// <summary>A file holds no more devices than a room.</summary>
    public static WorkbookLimits Limits { get; } = new() { MaxRows = 2000, MaxFileBytes = 4L << 20, MaxUnpackedBytes = 60L << 20 };

    /// <summary>What the column of an attribute is called in errors and changes.</summary>
    public static string Column(long attributeId) => string.Create(CultureInfo.InvariantCulture, $"Attribute{attributeId}");

    /// <summary>The schema with the attributes of a kind.</summary>
    public static WorkbookSchema<DeviceSheetRow> Schema(DeviceKind kind) => new(
        new("设备", "Devices"),
        [
            new TextColumn<DeviceSheetRow>("SerialNumber", new("序列号", "Serial number"), row => row.SerialNumber, (row, value) => row.SerialNumber = value)
            {
                Required = true, IsKey = true, Compared = Device.SerialKeyOf, MaxLength = 100, Width = 24, Normal = Domain.Common.NormalText.Code,
                Note = new(
                    "厂商序列号；已登记的序列号会更新该设备，新的会登记为空闲设备", "The maker's number; a known one updates its device, a new one registers a free device"),
            },
            new TextColumn<DeviceSheetRow>("Place", new("位置编码", "Place code"), row => row.Place, (row, value) => row.Place = value)
            {
                MaxLength = 50, Width = 18, Normal = Domain.Common.NormalText.Code,
                Note = new("机房位置的编码；已登记设备留空表示不变", "The code of a place; blank leaves that of a known device as it is"),
            },
            .. kind.Attributes.Select(Of),
            new ParsedColumn<DeviceSheetRow, DateOnly?>("BoughtOn", new("购入日期", "Bought on"), row => row.BoughtOn, (row, value) => row.BoughtOn = value, ReadDay, WriteDay)
            {
                MaxLength = 10, Width = 14, Note = new("如 2026-03-01", "Such as 2026-03-01"),
            },
            new TextColumn<DeviceSheetRow>("Remark", new("备注", "Note"), row => row.Remark, (row, value) => row.Remark = value)
            {
                MaxLength = 1000, MultiLine = true, Width = 30,
            },
        ],
        [
            new DeviceSheetRow { SerialNumber = "EXAMPLE-0001", BoughtOn = new DateOnly(2026, 3, 1), Values = kind.Attributes.ToDictionary(a => a.Id, Example) },
        ]);

    private static TextColumn<DeviceSheetRow> Of(DeviceAttribute attribute)
    {
        var unit = attribute.Unit.Length > 0 ? $"（{attribute.Unit}）" : "";
        return new TextColumn<DeviceSheetRow>(
            Column(attribute.Id), new($"{attribute.Name}{unit}", attribute.Name), row => row.Values.GetValueOrDefault(attribute.Id, ""),
            (row, value) => row.Values[attribute.Id] = value)
        {
            Required = attribute.Required,
            MaxLength = DeviceAttribute.MaxValue,
            Width = 16,
            Suggestions = [.. attribute.Choices.Select(choice => new WorkbookText(choice, choice))],
            Note = attribute.Type switch
            {
                AttributeType.Number => new($"数字{unit}", $"A number {attribute.Unit}".TrimEnd()),
                AttributeType.Choice => new($"选一个：{string.Join("、", attribute.Choices)}", $"One of: {string.Join(", ", attribute.Choices)}"),
                _ => new("文本", "Text"),
            },
        };
    }

    private static string Example(DeviceAttribute attribute) => attribute.Type switch
    {
        AttributeType.Number => "64",
        AttributeType.Choice => attribute.Choices[0],
        _ => "A1",
    };

    private static CellRefusal? ReadDay(string text, out DateOnly? day)
    {
        var (isDay, read) = (DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var parsed), parsed);
        day = isDay ? read : null;
        return isDay ? null : new CellRefusal("Stock.DayInvalid", CellContent.Shorten(text));
    }

    private static string WriteDay(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
