using KBoss.Infrastructure.Pricing.Workbench;

namespace KBoss.Web.Pricing.Workbench;

/// <summary>What became of a cell that somebody saved: done, refused with a message, or met by another's change.</summary>
public sealed record CellAnswer(bool Done, string? Message = null, StandingTerms? Theirs = null)
{
    /// <summary>It is saved.</summary>
    public static CellAnswer Saved { get; } = new(true);

    /// <summary>It is not saved, and whoever was asked knows why.</summary>
    public static CellAnswer Kept { get; } = new(false);
}
