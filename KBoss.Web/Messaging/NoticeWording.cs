using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Messaging;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Messaging.Mail;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Messaging;

/// <summary>Says notices in words for mails, the same that the page of notices says, in the language of the reader and not of whoever caused them.</summary>
internal sealed class NoticeWording(IStringLocalizer<Notices> texts, ChangeTexts names, IConfiguration configuration) : INoticeWording
{
    /// <inheritdoc />
    public NoticeWords Say(string kind, string subject, IReadOnlyList<string> args, OrganizationKind reader, string language)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var notice = new NoticeRow(0, kind, subject, args, DateTime.UnixEpoch, IsRead: false);
            var isCode = kind == MailOutboxMessage.CodeKind;
            return new NoticeWords(
                isCode ? texts["Mail.CodeTitle"] : texts["Mail.Title", texts[$"Group.{News.GroupOf(kind)}"]],
                NoticeTexts.Of(texts, notice, names),
                NoticeTexts.Link(reader, notice) is { } path && Public is { Length: > 0 } address ? address + path : null,
                texts["Mail.Link"],
                isCode ? texts["Mail.CodeFooter"] : texts["Mail.Footer"]);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }

    /// <summary>Without a public address there is none that a mail could lead to.</summary>
    private string Public => (configuration["App:PublicUrl"] ?? "").Trim().TrimEnd('/');
}
