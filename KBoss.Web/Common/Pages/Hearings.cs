namespace KBoss.Web.Common;

/// <summary>Several things that are listened to, and left together.</summary>
public sealed class Hearings(IReadOnlyList<IDisposable> parts) : IDisposable
{
    public void Dispose()
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }
    }
}
