using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>
/// Keeps every text in memory once it was looked up: the framework asks its resource files under a lock for each text of each page, first in the language
/// of the page and then in the ones above it.
/// </summary>
public sealed class KeptTexts(IStringLocalizerFactory inner) : IStringLocalizerFactory
{
    private readonly ConcurrentDictionary<Type, IStringLocalizer> byType = new();
    private readonly ConcurrentDictionary<(string BaseName, string Location), IStringLocalizer> byName = new();

    /// <summary>Puts itself before the framework's own.</summary>
    public static void Decorate(IServiceCollection services)
    {
        services.AddLocalization();
        var framework = services.Last(s => s.ServiceType == typeof(IStringLocalizerFactory)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IStringLocalizerFactory>(provider =>
            new KeptTexts((IStringLocalizerFactory)ActivatorUtilities.CreateInstance(provider, framework))));
        // Every component asks for its texts; what it gets knows nothing of the page.
        services.Replace(ServiceDescriptor.Singleton(typeof(IStringLocalizer<>), typeof(StringLocalizer<>)));
    }

    public IStringLocalizer Create(Type resourceSource) => byType.GetOrAdd(resourceSource, type => new Kept(inner.Create(type)));

    public IStringLocalizer Create(string baseName, string location) =>
        byName.GetOrAdd((baseName, location), name => new Kept(inner.Create(name.BaseName, name.Location)));

    private sealed class Kept(IStringLocalizer inner) : IStringLocalizer
    {
        /// <summary>What is missing is asked for by names that people have given, of types of products for example: of those there is no end.</summary>
        private const int MostMissing = 200;

        private readonly ConcurrentDictionary<(string Language, string Name), LocalizedString> texts = new();
        private int missing;

        public LocalizedString this[string name] => texts.TryGetValue((CultureInfo.CurrentUICulture.Name, name), out var known) ? known : LookUp(name);

        public LocalizedString this[string name, params object[] arguments]
        {
            get
            {
                var text = this[name];
                return new LocalizedString(name, PluralFormat.Fill(text.Value, arguments), text.ResourceNotFound, text.SearchedLocation);
            }
        }

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => inner.GetAllStrings(includeParentCultures);

        private LocalizedString LookUp(string name)
        {
            var text = inner[name];
            if (!text.ResourceNotFound || Interlocked.Increment(ref missing) <= MostMissing)
            {
                texts[(CultureInfo.CurrentUICulture.Name, name)] = text;
            }

            return text;
        }
    }
}
