using KBoss.Web.Common;

namespace KBoss.Web.Search;

/// <summary>The box that finds pages, acts and things, in the header.</summary>
internal sealed class FindBoxPart : IHeaderPart
{
    public Type Component => typeof(FindBox);
}
