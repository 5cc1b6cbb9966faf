using System.Text;
using QRCoder;

namespace KBoss.Web.SignIn;

/// <summary>Draws QR codes: black on white whatever the theme, because cameras want it so.</summary>
public static class QrCode
{
    private const int PixelsPerModule = 4;

    /// <summary>A text as a picture that stands in the page itself.</summary>
    public static string Picture(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var svg = new SvgQRCode(code).GetGraphic(PixelsPerModule, "#000000", "#ffffff");
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";
    }
}
