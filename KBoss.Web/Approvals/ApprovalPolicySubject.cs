using System.Text.RegularExpressions;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Approvals;

/// <summary>How the audit log calls a policy, one of its levels and an approver of that: by the kind of change, in the words of the pages of approvals.</summary>
internal sealed partial class ApprovalPolicySubject(IStringLocalizer<ApprovalTexts> words) : ISubjectWords
{
    public string Kind => "ApprovalPolicy";

    public string Name(string name)
    {
        var policy = Policy().Match(name);
        if (!policy.Success)
        {
            return name;
        }

        var level = policy.Groups["level"] is { Success: true } number ? words["PolicyLevel", number.Value].Value : "";
        var approver = policy.Groups["approver"].Success ? words["Approver"].Value : "";
        return string.Join(" · ", new[] { words[$"Kind.{policy.Groups["kind"]}"].Value, policy.Groups["number"].Value, level, approver }.Where(part => part.Length > 0));
    }

    [GeneratedRegex(@"^(?<kind>\w+)/(?<number>\d+)(?: level (?<level>\d+))?(?<approver> approver)?$")]
    private static partial Regex Policy();
}
