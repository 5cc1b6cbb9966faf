namespace KBoss.Web.Common;

/// <summary>Something in the header, for those who have signed in; brought by a module that the layouts do not know.</summary>
public interface IHeaderPart
{
    /// <summary>What it shows; who is signed in cascades to it.</summary>
    Type Component { get; }
}
