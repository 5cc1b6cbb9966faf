using KBoss.Domain.Access;

namespace KBoss.Infrastructure.Messaging.Mail;

/// <summary>
/// A mail waiting in the outbox, encrypted there because it may hold a code: in the words of the notice of that kind, in the language of its reader
/// (<c>zh-CN</c> or <c>en</c>). After <see cref="ExpiresAt"/> (UTC) it is not sent any more.
/// </summary>
public sealed record MailOutboxMessage(
    string To, string Language, string Kind, string Subject, IReadOnlyList<string> Args, ReminderOf? Reminder = null, DateTime? ExpiresAt = null)
{
    public const string OutboxKind = "Mail";

    /// <summary>The kind whose words ask for the code of an address; its one value is the code.</summary>
    public const string CodeKind = "MailCode";
}

/// <summary>What a notice says: a short title, the sentence, and the address of its page if it has one.</summary>
public sealed record NoticeWords(string Title, string Text, string? Link, string LinkText, string Footer);

/// <summary>Says notices in words; whoever shows them to people implements it, so that a mail says the same as the page.</summary>
public interface INoticeWording
{
    /// <summary>The words of a notice for a reader of an organization of this kind, in a language (<c>zh-CN</c> or <c>en</c>).</summary>
    NoticeWords Say(string kind, string subject, IReadOnlyList<string> args, OrganizationKind reader, string language);
}
