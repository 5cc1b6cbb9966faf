using System.Globalization;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Workbooks;

namespace KBoss.Infrastructure.Pricing.Workbench;

/// <summary>A column of discounts, as numbers or as people write them (<see cref="DiscountText"/>).</summary>
internal sealed class DiscountColumn<TRow>(string key, WorkbookText header, Func<TRow, decimal?> get, Action<TRow, decimal> set)
    : WorkbookColumn<TRow>(key, header)
{
    public override WorkbookText Kind => new("折扣", "Discount");

    internal override string Format => "0.00##";

    internal override CellRefusal? Read(CellContent cell, TRow row)
    {
        var text = "";
        if (cell.Kind == CellKind.Text)
        {
            if (cell.AsText(free: false, 50, out text) is { } unusable)
            {
                return unusable;
            }
        }
        else if (cell.AsDecimal(out var number) is { } refusal)
        {
            return refusal;
        }
        else
        {
            text = number.ToString(CultureInfo.InvariantCulture);
        }

        var (value, problem) = DiscountText.Read(text);
        if (problem is { } wrong)
        {
            var refused = DiscountText.Refusal(wrong, text);
            return new CellRefusal(refused.Code, [.. refused.Args]);
        }

        if (value is { } discount)
        {
            set(row, discount);
        }

        return null;
    }

    internal override object? Write(TRow row) => get(row);
}
