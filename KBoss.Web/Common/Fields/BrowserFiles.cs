using KBoss.Domain.Common;
using Microsoft.AspNetCore.Components.Forms;

namespace KBoss.Web.Common;

/// <summary>Reads what people choose in a file field.</summary>
public static class BrowserFiles
{
    private const int Part = 80 * 1024;

    /// <summary>Refuses a chosen file that is too large with <c>Common.FileTooLarge</c>, before anything of it is read.</summary>
    public static void RefuseLarge(this IBrowserFile file, long maxBytes, string field)
    {
        if (file.Size > maxBytes)
        {
            throw new RuleException("Common.FileTooLarge", maxBytes >> 20) { Field = field };
        }
    }

    /// <summary>The bytes of a chosen file that is not too large.</summary>
    /// <param name="advance">Hears how many bytes have come.</param>
    public static async Task<byte[]> ReadAsync(this IBrowserFile file, long maxBytes, string field, CancellationToken ct, Action<long>? advance = null)
    {
        file.RefuseLarge(maxBytes, field);
        using var buffer = new MemoryStream((int)file.Size);
        await using var stream = file.OpenReadStream(maxBytes, ct);
        var part = new byte[Part];
        for (var length = await stream.ReadAsync(part, ct); length > 0; length = await stream.ReadAsync(part, ct))
        {
            buffer.Write(part, 0, length);
            advance?.Invoke(buffer.Length);
        }

        return buffer.ToArray();
    }

    /// <summary>The bytes of a posted file, cut after one more than is allowed: enough for whoever looks at them to see that it is too large.</summary>
    public static async Task<byte[]> ReadAsync(this IFormFile file, int maxBytes, CancellationToken ct)
    {
        var content = new byte[Math.Min(file.Length, maxBytes + 1)];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, ct);
        return content;
    }
}
