using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Approvals.Policies;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Approvals;

/// <summary>Says a policy as people would: one sentence for each level.</summary>
internal static class PolicyTexts
{
    /// <summary>What a level asks: from when on, whose consent, and who stands in.</summary>
    public static string Sentence(this IStringLocalizer<PoliciesPage> words, RuleMessages rules, LevelRow level)
    {
        var or = words["Or"].Value;
        var conditions = new[]
        {
            level.AmountFrom is { } amount ? words["Amount", MoneyText.Format(amount)].Value : null,
            level.DiscountBelow is { } discount ? words["Discount", discount.Share()].Value : null,
            level.MarginBelow is { } margin ? words["Margin", ApprovalNames.Percent(margin)].Value : null,
        }.OfType<string>().ToList();
        return words[
            "Sentence", conditions.Count == 0 ? words["Always"].Value : string.Join(or, conditions),
            string.Join(or, level.Approvers.Select(a => Approver(words, rules, a))), level.StandIn.Length == 0 ? "" : words["StandIn", level.StandIn].Value];
    }

    private static string Approver(IStringLocalizer<PoliciesPage> words, RuleMessages rules, ApproverRow approver) => approver.Kind switch
    {
        ApproverKind.Member => approver.Name,
        ApproverKind.Role => words["ByRole", rules.RoleName(OrganizationKind.Distributor, approver.Role!.Value)],
        _ => words["ByManager"],
    };
}
