namespace KBoss.Infrastructure.Startup.Demo;

/// <summary>One part of the demo data. Steps run in the order in which the modules register them, each is safe to run again at every start.</summary>
public interface IDemoStep
{
    Task SeedAsync(CancellationToken ct);
}
