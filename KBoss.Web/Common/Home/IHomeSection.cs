using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>The bands of every home, in the order in which people read them.</summary>
public enum HomeBand
{
    /// <summary>What waits for somebody, or is wrong.</summary>
    Waits,

    /// <summary>How it goes: figures, and below them how they were over time.</summary>
    Figures,
}

/// <summary>
/// A section of a member's home: each module brings those for what it keeps. It is for a permission and not for a role, so that whoever has two roles sees
/// what belongs to both.
/// </summary>
public interface IHomeSection
{
    /// <summary>Its name in test ids.</summary>
    string Key { get; }

    /// <summary>Its name in the language of the page.</summary>
    string Title { get; }

    /// <summary>Where it stands in each of its bands: the lowest is the first.</summary>
    int Position { get; }

    /// <summary>Who sees it.</summary>
    string Permission { get; }

    /// <summary>In which bands it shows something, each in a <see cref="HomeBlock"/>.</summary>
    IReadOnlyList<HomeBand> Bands { get; }

    /// <summary>What it shows: a <see cref="HomePartBase"/>.</summary>
    Type Component { get; }
}

/// <summary>Adds sections to the homes.</summary>
public static class HomeSections
{
    /// <summary>Adds a section, whose title is the text <c>Title</c> of its component.</summary>
    public static IServiceCollection AddHomeSection<TPart>(
        this IServiceCollection services, string key, int position, string permission, params HomeBand[] bands)
        where TPart : HomePartBase => services.AddSingleton<IHomeSection>(
            provider => new Section<TPart>(provider.GetRequiredService<IStringLocalizer<TPart>>(), key, position, permission, bands));

    private sealed record Section<TPart>(
        IStringLocalizer<TPart> Words, string Key, int Position, string Permission, IReadOnlyList<HomeBand> Bands) : IHomeSection
    {
        public string Title => Words["Title"];

        public Type Component => typeof(TPart);
    }
}
