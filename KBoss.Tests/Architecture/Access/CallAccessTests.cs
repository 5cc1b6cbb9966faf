using KBoss.Domain.Common;
using KBoss.Infrastructure.Organizations;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Isolation and permission where they are decided, below the pages: every query and every use case is called with the keys of the observed rows by
/// everybody who must not see or change them. A new method is covered by itself, or fails with what has to be said of it.
/// </summary>
[Collection(AccessCollection.Name)]
public sealed class CallAccessTests(AccessApplication app)
{
    /// <summary>Reads in whose answers nothing of the observed organization stands even for its own members, and why.</summary>
    private static readonly Dictionary<string, string> WithoutTrace = new()
    {
        ["AuditQueries.KindsAsync"] = "words of the code",
        ["BookVerification.VerifyAsync"] = "figures",
        ["CartQueries.CountAsync"] = "a figure",
        ["LedgerQueries.TrialBalanceAsync"] = "figures of the default accounts",
        ["MemberImportService.PreviewAsync"] = "what stands in the file",
        ["MemberQueries.TemplateAsync"] = "an empty workbook",
        ["NoticeService.CountUnreadAsync"] = "a figure",
        ["OfferGridQueries.IdsAsync"] = "ids",
        ["ProductImages.ReadAsync"] = "the bytes of a picture",
        ["RechargeService.PayFormAsync"] = "a signed request with number and amount",
        ["ScheduleService.ListAsync"] = "belongs to the platform",
    };

    /// <summary>Acts that cannot be done here even by the right member, and why.</summary>
    private static readonly Dictionary<string, string> NotDone = new()
    {
        ["AccountSecurityService.CompletePhoneChangeAsync"] = "needs codes from two phones; AccountSecurityServiceTests do it",
        ["RechargeService.RefreshAsync"] = "needs Alipay; RechargeTests do it",
    };

    /// <summary>What a stranger is answered instead of “not found”: the rule says no more than that, and changes nothing.</summary>
    private static readonly Dictionary<string, string> RefusedByRule = new()
    {
        ["AssignmentService.AssignAsync"] = "Customers.NotASalesperson",
        ["CartService.AddAsync"] = "Orders.NotSold",
        ["OrderService.PlaceAsync"] = "Orders.NotSold",
    };

    /// <summary>Open to every signed-in member without any role, and why.</summary>
    private static readonly Dictionary<string, string> WithoutPermission = new()
    {
        ["AccountSecurityService"] = "one's own account",
        ["PasswordChangeService"] = "one's own password",
        ["NoticeService"] = "one's own notices",
    };

    /// <summary>Open to visitors too, and why.</summary>
    private static readonly Dictionary<string, string> ForVisitors = new()
    {
        ["StorefrontQueries"] = "the shop is open to everybody",
        ["ProductImages"] = "pictures in the shop",
        ["NoticeService.CountUnreadAsync"] = "a visitor has none",
        ["CartQueries.CountAsync"] = "a visitor has none",
    };

    [Fact]
    public async Task Every_method_is_called_and_answers_its_own_members()
    {
        var own = (await app.CallsAsync()).Own.Values;
        RouteAccessTests.None(own.Where(c => c.Refusal is not null && !NotDone.ContainsKey(c.Call.ToString())).Select(c => $"{c}: say in Arguments how to call it"));
        RouteAccessTests.None(NotDone.Keys.Except(own.Where(c => c.Refusal is not null).Select(c => c.Call.ToString())).Select(c => $"{c} is on the list of what is not done, but it is, or is gone"));
        var all = Calls.All(app.Web);
        RouteAccessTests.None(Calls.NotForMembers.Keys.Except(all.Select(c => c.Service.Name)).Except(all.Select(c => c.ToString())).Select(n => $"{n} is on the list Calls.NotForMembers, but is gone"));
    }

    [Fact]
    public async Task What_is_looked_for_would_be_found()
    {
        var reads = (await app.CallsAsync()).Own.Values.Where(c => !c.Wrote && !c.Call.ReturnsNothing).ToList();
        var blind = reads.Where(c => c.Trace is null).Select(c => c.Call.ToString()).ToList();
        RouteAccessTests.None(blind.Except(WithoutTrace.Keys).Select(c => $"{c} shows nothing to its own members; give them something there, or say why not"));
        RouteAccessTests.None(WithoutTrace.Keys.Except(blind).Select(c => $"{c} is on the list of what shows nothing, but it does, or is gone"));
    }

    [Fact]
    public async Task R_ISO_1_R_ISO_2_a_stranger_is_told_nothing_and_changes_nothing_whatever_is_called()
    {
        var strangers = (await app.CallsAsync()).Strangers;
        RouteAccessTests.None(strangers.Where(c => c.Trace is not null));
        RouteAccessTests.None(strangers.Where(c => c.Changed));
        RouteAccessTests.None(strangers.Where(c => c.Refusal is not (null or RuleException)));
    }

    [Fact]
    public async Task R_ISO_1_a_stranger_who_names_a_row_of_another_organization_is_refused_every_act()
    {
        var survey = await app.CallsAsync();
        var named = survey.Strangers.Where(c => c.Named && !c.IsRefused).ToList();
        RouteAccessTests.None(named.Where(c => c.Refusal is null && survey.Own[c.Call].Wrote));
        RouteAccessTests.None(named.Where(c => c.Refusal is RuleException rule && RefusedByRule.GetValueOrDefault(c.Call.ToString()) != rule.Code));
        RouteAccessTests.None(RefusedByRule.Keys.Except(named.Select(c => c.Call.ToString())).Select(c => $"{c} is on the list of what is refused by a rule, but it is not, or is gone"));
        // Every act was tried by somebody who holds its permission.
        RouteAccessTests.None(survey.Own.Values.Where(c => c.Named && c.Wrote && survey.Strangers.Where(s => s.Call == c.Call).All(s => s.Refusal is PermissionException)).Select(c => $"{c.Call} was not tried"));
    }

    [Fact]
    public async Task A_member_without_a_role_and_a_visitor_are_refused_everything_but_what_is_listed()
    {
        var called = (await app.CallsAsync()).WithoutRole;
        RouteAccessTests.None(called.Where(c => c.Who is not null && c.Refusal is not PermissionException && !Listed(WithoutPermission, c.Call) && !Listed(ForVisitors, c.Call)));
        RouteAccessTests.None(called.Where(c => c.Who is null && c.Refusal is not (SignInException or PermissionException) && !Listed(ForVisitors, c.Call)));
        RouteAccessTests.None(WithoutPermission.Keys.Concat(ForVisitors.Keys).Except(called.Where(c => c.Refusal is not (SignInException or PermissionException)).SelectMany(c => new[] { c.Call.Service.Name, c.Call.ToString() }))
            .Select(n => $"{n} is on a list of what is open, but it is not, or is gone"));

        static bool Listed(Dictionary<string, string> list, Call call) => list.ContainsKey(call.Service.Name) || list.ContainsKey(call.ToString());
    }
}
