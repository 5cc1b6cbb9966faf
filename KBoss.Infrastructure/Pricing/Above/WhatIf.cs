using KBoss.Domain.Access;
using KBoss.Domain.Pricing;

namespace KBoss.Infrastructure.Pricing.Above;

/// <summary>What the lines come to, in yuan; cost and margin for those who may see costs.</summary>
public sealed record WhatIfSum(decimal Revenue, decimal? Margin, decimal? MarginRate, decimal Discount, int Lost)
{
    internal static WhatIfSum Of(ReplaySum sum, Actor me) => me.Has(Permissions.CostsView)
        ? new WhatIfSum(sum.Revenue, sum.Margin, sum.MarginRate, sum.Discount, sum.Lost)
        : new WhatIfSum(sum.Revenue, null, null, sum.Discount, sum.Lost);
}

/// <summary>A customer that would pay something else, or a distributor below; yuan.</summary>
public sealed record WhatIfCustomer(string Code, string Name, int Lines, decimal Before, decimal After);

/// <summary>An offer that customers would see no longer, or again.</summary>
public sealed record WhatIfOffer(long OfferId, string SkuCode, string ProductName);

/// <summary>
/// What a change that is not made yet would have meant for the orders of the last days: the same quantities, bought at <see cref="At"/> (UTC) without the
/// change and with it. <see cref="Customers"/> holds those who are touched most, <see cref="CustomersTouched"/> how many there are.
/// </summary>
/// <param name="Offers">How many offers the change is for.</param>
/// <param name="Refused">How many of them it cannot be made for.</param>
/// <param name="Paid">What was in fact paid for the lines, yuan.</param>
public sealed record WhatIf(
    int Days, DateTime At, int Offers, int Refused, int Lines, int Touched, int CustomersTouched, decimal Paid, WhatIfSum Before, WhatIfSum After,
    IReadOnlyList<WhatIfCustomer> Customers, IReadOnlyList<WhatIfOffer> Vanishing, IReadOnlyList<WhatIfOffer> Appearing)
{
    /// <summary>Whether it is a distributor below that has bought, for its own customers.</summary>
    public bool Below { get; init; }
}
