using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Ledger;

/// <summary>How the audit log calls a posting rule: by the event for which it posts, as the journal says it.</summary>
internal sealed class PostingRuleSubject(IStringLocalizer<LedgerTexts> words) : ISubjectWords
{
    public string Kind => "PostingRule";

    public string Name(string name) => words.EventName(name);

    public string? Value(string name, string field, string value) => field == "EventKind" ? words.EventName(value) : null;
}
