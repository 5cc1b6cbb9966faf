using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Messaging;

/// <summary>How the audit log calls a template of text messages: as the list of messages does.</summary>
internal sealed class SmsTemplateSubject(IStringLocalizer<MessageWords> words) : ISubjectWords
{
    public string Kind => "SmsTemplate";

    public string Name(string name) => words[$"Template.{name}"] is { ResourceNotFound: false } word ? word.Value : name;
}
