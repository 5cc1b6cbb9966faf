using KBoss.Domain.Common;
using KBoss.Domain.Talk;
using KBoss.Infrastructure.Files;

namespace KBoss.Infrastructure.Talk;

/// <summary>The files that come with what is said: pictures and PDFs, wherever two sides talk.</summary>
public static class TalkFiles
{
    /// <summary>
    /// Writes what was sent, once all of it has been looked at. Refused with <c>Talk.TooManyFiles</c> and as <see cref="UploadType.Document"/>.
    /// </summary>
    public static async Task<IReadOnlyList<FileDraft>> AddAllAsync(this FileDrafts drafts, IReadOnlyList<Upload>? sent, CancellationToken ct)
    {
        DemandFew(sent?.Count ?? 0);
        var written = new List<FileDraft>();
        foreach (var (upload, type) in (sent ?? []).Select(upload => (upload, UploadType.Document(upload.Content, "files"))).ToList())
        {
            written.Add(await drafts.AddAsync(UploadType.Named(upload.Name, type), type, upload.Content, ct));
        }

        return written;
    }

    /// <summary>Refuses more files than one message may have with <c>Talk.TooManyFiles</c>.</summary>
    public static void DemandFew(int files)
    {
        if (files > TalkText.MaxFiles)
        {
            throw new RuleException("Talk.TooManyFiles", TalkText.MaxFiles) { Field = "files" };
        }
    }
}
