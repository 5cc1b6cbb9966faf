namespace KBoss.Web.Promotions;

/// <summary>The products of a promotion on its page; implemented by the module that sets prices. The component has a parameter <c>No</c>.</summary>
public interface IPromotionProducts
{
    /// <summary>The component that shows and changes them.</summary>
    Type Component { get; }
}
