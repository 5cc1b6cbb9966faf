namespace KBoss.Web.SignIn;

/// <summary>Something that stands beside the form for signing in; none in Production.</summary>
public interface ISignInAside
{
    /// <summary>The component; it takes no parameters.</summary>
    Type Component { get; }
}
