namespace KBoss.Domain.Common;

/// <summary>Who sells and who buys, by their organizations.</summary>
public readonly record struct Parties(long SellerId, long BuyerId);

/// <summary>Work on it writes for several organizations, whichever of them begins.</summary>
public interface IBetweenOrganizations
{
    /// <summary>The organizations that it concerns; one may stand twice.</summary>
    IReadOnlyList<long> Between { get; }
}

/// <summary>Stands between a seller and its buyer and is seen by these two only; neither of them ever changes.</summary>
public interface ISharedByParties : IBetweenOrganizations
{
    long SellerId { get; }

    long BuyerId { get; }

    IReadOnlyList<long> IBetweenOrganizations.Between => [SellerId, BuyerId];
}

/// <summary>What every row that two share is made of, unless it has another base.</summary>
public abstract class SharedEntity : Entity, ISharedByParties
{
    protected SharedEntity()
    {
    }

    protected SharedEntity(Parties parties) => (SellerId, BuyerId) = (parties.SellerId, parties.BuyerId);

    public long SellerId { get; private set; }

    public long BuyerId { get; private set; }

    public Parties Parties => new(SellerId, BuyerId);
}
