namespace KBoss.Infrastructure.Catalog;

/// <summary>Tells whoever keeps a picture of the storefront that products, prices or agreements have changed.</summary>
public sealed class StorefrontVersion
{
    private long number;

    /// <summary>Raised after every change, on the thread that made it.</summary>
    public event Action? Changing;

    /// <summary>Grows with every change.</summary>
    public long Number => Interlocked.Read(ref number);

    /// <summary>To be called after the change has been committed.</summary>
    public void Changed()
    {
        Interlocked.Increment(ref number);
        Changing?.Invoke();
    }
}
