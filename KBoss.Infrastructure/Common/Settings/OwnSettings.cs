namespace KBoss.Infrastructure.Common.Settings;

/// <summary>Who a distributor is: section <c>Company</c>.</summary>
public sealed class CompanySettings
{
    public const string Section = "Company";

    public string Name { get; set; } = "";

    public string Address { get; set; } = "";

    public string Phone { get; set; } = "";

    /// <summary>The unified social credit code.</summary>
    public string CreditCode { get; set; } = "";
}

/// <summary>What stands below every page of a distributor's shop: section <c>ShopFooter</c>.</summary>
public sealed class ShopFooterSettings
{
    public const string Section = "ShopFooter";

    public string Contact { get; set; } = "";

    public string HelpUrl { get; set; } = "";

    public string AgreementUrl { get; set; } = "";

    /// <summary>The number of the ICP filing, as the law asks for below every page.</summary>
    public string IcpNumber { get; set; } = "";
}

/// <summary>What a distributor reckons with when it writes to its customers: section <c>Marketing</c>.</summary>
public sealed class MarketingSettings
{
    public const string Section = "Marketing";

    /// <summary>Yuan that one part of a text message costs.</summary>
    public decimal SmsPrice { get; set; } = 0.05m;
}

/// <summary>When the people of a distributor work, Shanghai time: section <c>WorkingHours</c>.</summary>
public sealed class WorkingHoursSettings
{
    public const string Section = "WorkingHours";

    /// <summary>Names of days of the week, Monday to Friday unless given.</summary>
    public string Days { get; set; } = "Monday,Tuesday,Wednesday,Thursday,Friday";

    /// <summary>When the day begins, <c>09:00</c>.</summary>
    public string From { get; set; } = "09:00";

    /// <summary>When the day ends, <c>18:00</c>.</summary>
    public string To { get; set; } = "18:00";

    /// <summary>Days on which nobody works, one <c>2026-10-01</c> a line.</summary>
    public string Holidays { get; set; } = "";

    /// <summary>Days that are worked although they are at a weekend, in the same form.</summary>
    public string ExtraDays { get; set; } = "";
}

/// <summary>From where on a distributor is told of something, how long it keeps what has ended, and how much it holds for whom: section <c>Thresholds</c>.</summary>
public sealed class ThresholdSettings
{
    public const string Section = "Thresholds";

    /// <summary>Yuan; a wallet below it is low.</summary>
    public decimal LowBalance { get; set; } = 100m;

    /// <summary>Free devices: what is proposed for a new product made from devices, below which Operations is told.</summary>
    public int LowStock { get; set; } = 5;

    /// <summary>For how many Shanghai days a resource that it has sold can still be renewed after its end.</summary>
    public int GraceDays { get; set; } = 7;

    /// <summary>How many unpaid orders one of its customers may have at a time.</summary>
    public int UnpaidOrders { get; set; } = 10;
}

/// <summary>Within how many working hours a distributor promises to answer tickets, by priority: section <c>TicketPromise</c>.</summary>
public sealed class TicketPromiseSettings
{
    public const string Section = "TicketPromise";

    public int FirstUrgent { get; set; } = 1;

    public int FirstHigh { get; set; } = 2;

    public int FirstNormal { get; set; } = 4;

    public int FirstLow { get; set; } = 8;

    public int NextUrgent { get; set; } = 2;

    public int NextHigh { get; set; } = 4;

    public int NextNormal { get; set; } = 8;

    public int NextLow { get; set; } = 16;
}
