using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Approvals.Policies;

namespace KBoss.Web.Approvals;

/// <summary>What was saved: the number of the version, and the day on which it begins if not now.</summary>
public sealed record SavedPolicy(int Number, DateOnly? From);

/// <summary>A policy while it is written. An approver is chosen by one text: <c>member:7</c>, <c>role:Finance</c> or <c>manager</c>.</summary>
public sealed class PolicyForm
{
    public const string Manager = "manager";

    public List<Level> Levels { get; } = [];

    public int? ExpiryDays { get; set; } = ApprovalPolicy.DefaultExpiryDays;

    public DateOnly? From { get; set; }

    /// <summary>The form of what is in force, or of what comes next; one empty level where there is nothing yet.</summary>
    public static PolicyForm Of(PolicyRow? policy)
    {
        var form = new PolicyForm { ExpiryDays = policy?.ExpiryDays ?? ApprovalPolicy.DefaultExpiryDays };
        foreach (var level in policy?.Levels ?? [])
        {
            form.Levels.Add(new Level
            {
                AmountFrom = level.AmountFrom,
                DiscountBelow = level.DiscountBelow,
                MarginBelow = level.MarginBelow,
                StandIn = level.StandInId is { } id ? OfMember(id) : null,
                Approvers = [.. level.Approvers.Select(a => new Approver { Key = KeyOf(a) })],
            });
        }

        if (form.Levels.Count == 0)
        {
            form.Add();
        }

        return form;
    }

    public static string OfMember(long id) => string.Create(CultureInfo.InvariantCulture, $"member:{id}");

    public static string OfRole(Role role) => $"role:{role}";

    public void Add() => Levels.Add(new Level { Approvers = [new Approver()] });

    public SavePolicy ToPolicy(ApprovalKind kind, int after) => new(
        kind, after, [.. Levels.Select(level => new LevelTerms(
            [.. level.Approvers.Select(a => TermsOf(a.Key))], level.AmountFrom, level.DiscountBelow, level.MarginBelow, MemberOf(level.StandIn)))],
        ExpiryDays ?? ApprovalPolicy.DefaultExpiryDays, From);

    private static string KeyOf(ApproverRow approver) => approver.Kind switch
    {
        ApproverKind.Member => OfMember(approver.MemberId!.Value),
        ApproverKind.Role => OfRole(approver.Role!.Value),
        _ => Manager,
    };

    private static ApproverTerms TermsOf(string? key) => key?.Split(':') switch
    {
        ["member", _] => new ApproverTerms(ApproverKind.Member, MemberOf(key)),
        ["role", var role] => new ApproverTerms(ApproverKind.Role, Role: Enum.Parse<Role>(role)),
        [Manager] => new ApproverTerms(ApproverKind.DepartmentManager),
        // Nobody was chosen: refused with everything else that is wrong.
        _ => new ApproverTerms(ApproverKind.Member),
    };

    private static long? MemberOf(string? key) => key?.Split(':') is ["member", var id] ? long.Parse(id, CultureInfo.InvariantCulture) : null;

    /// <summary>A level while it is written.</summary>
    public sealed class Level
    {
        public List<Approver> Approvers { get; init; } = [];

        public decimal? AmountFrom { get; set; }

        public decimal? DiscountBelow { get; set; }

        public decimal? MarginBelow { get; set; }

        public string? StandIn { get; set; }
    }

    /// <summary>An approver while it is chosen.</summary>
    public sealed class Approver
    {
        public string? Key { get; set; }
    }
}
