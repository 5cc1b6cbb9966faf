using KBoss.Domain.Access;
using KBoss.Domain.Organizations;
using KBoss.Tests.Support;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// What one module brings into the <see cref="AccessWorld"/>: rows of every kind that it has, of the first organizations, with texts that stand nowhere else.
/// It stands in the folder of its module and is found by itself.
/// </summary>
internal abstract class WorldRows
{
    /// <summary>So many rows of each kind that a list which asks once for each row is found out.</summary>
    protected static readonly int[] Several = [1, 2, 3];

    /// <summary>Where it comes in: after those whose rows it needs.</summary>
    public abstract int Position { get; }

    protected AccessWorld World { get; private set; } = null!;

    protected TestKBoss Boss => World.Boss;

    protected Organization Root => World.Root;

    protected Organization Customer => World.Customer;

    protected Actor Staff => World.Staff;

    protected Actor Buyer => World.Buyer;

    protected Dictionary<string, string> Keys => World.Keys;

    protected Dictionary<string, long> Ids => World.Ids;

    protected Dictionary<string, long> Imports => World.Imports;

    /// <summary>One of each, in their order.</summary>
    public static IEnumerable<WorldRows> OfAllModules() => typeof(WorldRows).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(WorldRows))).Select(type => (WorldRows)Activator.CreateInstance(type)!).OrderBy(rows => rows.Position);

    public Task AddToAsync(AccessWorld world)
    {
        World = world;
        return AddAsync();
    }

    /// <summary>Adds the rows; whoever acts signs in first, as another module may have left somebody else.</summary>
    protected abstract Task AddAsync();
}
