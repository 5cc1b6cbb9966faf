using System.Text.RegularExpressions;

namespace KBoss.Infrastructure.Common.Vendors;

/// <summary>Takes out of a text of a vendor whatever may be a secret or names a person: addresses, long keys, numbers like those of phones and cards.</summary>
public static partial class VendorSecrets
{
    private const string Hidden = "…";

    /// <summary>The text without them.</summary>
    public static string Mask(string text) => Digits().Replace(Keys().Replace(Addresses().Replace(text, Hidden), Hidden), Hidden);

    [GeneratedRegex(@"\bhttps?://[^\s""'<>，。]+|\b[\w.+-]+@[\w-]+(\.[\w-]+)+", RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    /// <summary>Keys, signatures and tokens: 20 characters and more of their alphabets, with a digit among them.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9+/_=-])(?=[A-Za-z+/_=-]*[0-9])[A-Za-z0-9+/_=-]{20,}")]
    private static partial Regex Keys();

    [GeneratedRegex(@"(?<![\w-])\+?\d{11,}X?(?![\w-])", RegexOptions.IgnoreCase)]
    private static partial Regex Digits();
}
