using KBoss.Domain.Reports;

namespace KBoss.Infrastructure.Reports.Registrations;

/// <summary>How many customers registered, and how many of them with an invite code.</summary>
public sealed record RegistrationCount(int Customers, int ByCode)
{
    /// <summary>Those that registered without an invite code.</summary>
    public int Alone => Customers - ByCode;
}

/// <summary>The customers that registered on some Shanghai days.</summary>
public sealed record RegistrationRow(CalendarSpan Span, RegistrationCount Count);

/// <summary>The Shanghai days with which a period is compared, first and last included, and who registered on them.</summary>
public sealed record RegistrationsBefore(DateOnly First, DateOnly Last, RegistrationCount Count);

/// <summary>
/// Who registered on which days of a period (Shanghai, first and last included; no day after today), all of them together, and before; there is nothing
/// before a period that has no first day.
/// </summary>
public sealed record RegistrationReport(
    CalendarStep By, DateOnly First, DateOnly Last, IReadOnlyList<RegistrationRow> Rows, RegistrationCount Sum, RegistrationsBefore? Before);
