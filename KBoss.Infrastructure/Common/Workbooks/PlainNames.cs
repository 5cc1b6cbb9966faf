using System.IO.Compression;

namespace KBoss.Infrastructure.Common.Workbooks;

/// <summary>
/// Writes the parts of a workbook as Excel does, with names that have no prefix. ClosedXML writes <c>x:row</c>, which means the same, but programs
/// that look for <c>row</c> (exceljs does) find nothing.
/// </summary>
internal static class PlainNames
{
    private const int Chunk = 81_920;

    private static readonly byte[][] Prefixes = [[.. "x:"u8], [.. "ap:"u8]];

    /// <summary>The same workbook, with the default namespace in place of the prefix that ClosedXML gives to sheets and properties.</summary>
    public static byte[] Write(Stream workbook)
    {
        using var plain = new MemoryStream();
        using (var source = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true))
        using (var target = new ZipArchive(plain, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.Optimal).Open();
                Copy(from, to);
            }
        }

        return plain.ToArray();
    }

    private static void Copy(Stream from, Stream to)
    {
        var read = new byte[Chunk];
        var length = from.ReadAtLeast(read, Chunk, throwOnEndOfStream: false);
        var last = length < Chunk;
        if (Unbind(read, ref length) is not { } prefix)
        {
            to.Write(read, 0, length);
            from.CopyTo(to);
            return;
        }

        var write = new byte[Chunk];
        while (true)
        {
            var used = Strip(read.AsSpan(0, length), prefix, write, last, out var written);
            to.Write(write, 0, written);
            if (last)
            {
                return;
            }

            var kept = length - used;
            read.AsSpan(used, kept).CopyTo(read);
            length = kept + from.ReadAtLeast(read.AsSpan(kept), Chunk - kept, throwOnEndOfStream: false);
            last = length < Chunk;
        }
    }

    /// <summary>Makes the namespace of a part's prefix the default one; answers the prefix with its colon, null if the part has none that must go.</summary>
    private static byte[]? Unbind(byte[] part, ref int length)
    {
        var head = part.AsSpan(0, length);
        foreach (var prefix in Prefixes)
        {
            var root = head.IndexOf((byte[])[(byte)'<', .. prefix]);
            var bound = head.IndexOf((byte[])[.. " xmlns:"u8, .. prefix[..^1], (byte)'=']);
            if (root < 0 || bound < root || head[root..bound].Contains((byte)'>'))
            {
                continue;
            }

            var name = bound + " xmlns".Length;
            head[(name + prefix.Length)..].CopyTo(head[name..]);
            length -= prefix.Length;
            return prefix;
        }

        return null;
    }

    // In XML a text or attribute never holds the sign that a tag begins with.
    private static int Strip(ReadOnlySpan<byte> from, ReadOnlySpan<byte> prefix, Span<byte> to, bool last, out int written)
    {
        var used = 0;
        written = 0;
        while (used < from.Length)
        {
            var rest = from[used..];
            var tag = rest.IndexOf((byte)'<');
            var text = tag < 0 ? rest : rest[..tag];
            text.CopyTo(to[written..]);
            written += text.Length;
            used += text.Length;
            rest = rest[text.Length..];
            if (rest.Length == 0 || (rest.Length < "</".Length + prefix.Length && !last))
            {
                break;
            }

            var begin = rest.StartsWith("</"u8) ? 2 : 1;
            rest[..begin].CopyTo(to[written..]);
            written += begin;
            used += begin + (rest[begin..].StartsWith(prefix) ? prefix.Length : 0);
        }

        return used;
    }
}
