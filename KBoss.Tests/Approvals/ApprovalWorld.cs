using KBoss.Domain.Access;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Approvals;
using KBoss.Infrastructure.Common.Data;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Approvals;

/// <summary>A change of the tests' own: a department of this name is made, unless there is one already or a rule is named that refuses it.</summary>
internal sealed record NewDepartment(string Name, decimal Amount = 100m, string? RefusedWith = null);

/// <summary>What the approver is shown of it.</summary>
internal sealed record DepartmentEvidence(int Before, int After);

/// <summary>The kind that carries it out. It begins before it refuses, so that a half of it would be seen.</summary>
internal sealed class NewDepartmentKind : ApprovalKind<NewDepartment>
{
    public override ApprovalKind Kind => ApprovalKind.SupplierSettlement;

    public override string Permission => Permissions.ApprovalsUse;

    protected override async Task ExecuteAsync(KBossDbContext db, NewDepartment change, ApprovalExecution execution, CancellationToken ct)
    {
        var taken = await db.Departments.AnyAsync(d => d.OrganizationId == execution.OrganizationId && d.Name == change.Name, ct);
        db.Add(new Department(execution.OrganizationId, null, change.Name, db.Now));
        await db.SaveChangesAsync(ct);
        if (taken || change.RefusedWith is not null)
        {
            throw new RuleException(change.RefusedWith ?? "Organizations.DepartmentNameTaken", change.Name, change.Amount, ApprovalKind.SupplierSettlement);
        }
    }
}

/// <summary>A distributor, the root or one below it, with somebody who asks and those who decide.</summary>
internal sealed record ApprovalWorld(TestKBoss Boss, Organization Root, Organization Organization, Actor Maker, Actor Finance, Actor Admin) : IAsyncDisposable
{
    public const ApprovalKind Kind = ApprovalKind.SupplierSettlement;

    public static async Task<ApprovalWorld> StartAsync(
        bool below = false, Action<IServiceCollection>? more = null, params (string Key, string Value)[] settings)
    {
        var boss = await TestKBoss.StartAsync(services =>
        {
            services.AddScoped<IApprovalKind, NewDepartmentKind>();
            more?.Invoke(services);
        }, settings);
        var root = await boss.Given.RootAsync();
        var organization = below ? await boss.Given.DistributorAsync(await boss.Given.DistributorAsync(root)) : root;
        return new ApprovalWorld(
            boss, root, organization, await boss.Given.MemberAsync(organization, Role.Sales), await boss.Given.MemberAsync(organization, Role.Finance),
            await boss.Given.MemberAsync(organization, Role.Admin));
    }

    public T As<T>(Actor actor)
        where T : notnull
    {
        Boss.SignIn(actor);
        return Boss.Get<T>();
    }

    /// <summary>A policy of these levels in force from now on.</summary>
    public async Task PolicyAsync(params LevelTerms[] levels)
    {
        await using var db = Boss.Db();
        var before = await db.ApprovalPolicies.Where(p => p.OrganizationId == Organization.Id && p.Kind == Kind)
            .OrderByDescending(p => p.Number).FirstOrDefaultAsync();
        before?.EndAt(Boss.Now);
        db.Add(new ApprovalPolicy(Organization.Id, Kind, (before?.Number ?? 0) + 1, levels, ApprovalPolicy.DefaultExpiryDays, Boss.Now, Admin.By, Boss.Now));
        await db.SaveChangesAsync();
    }

    /// <summary>Asks as the maker, as a module does.</summary>
    public Task<Asked> AskAsync(NewDepartment change, Actor? by = null) => AskInAsync(Boss.Services, change, by ?? Maker);

    public async Task<Asked> AskInAsync(IServiceProvider services, NewDepartment change, Actor by)
    {
        Boss.SignIn(by);
        return await services.GetRequiredService<KBossDbContextFactory>().InTransactionAsync(by, async db =>
        {
            var asked = await services.GetRequiredService<ApprovalDesk>().AskAsync(
                db, by, Kind, change, new ApprovalFacts(Organization.Code, change.Amount, MarginRate: 0.0123m), new DepartmentEvidence(0, 1), CancellationToken.None);
            await db.SaveChangesAsync();
            return asked;
        });
    }

    /// <summary>A request that waits, and its number.</summary>
    public async Task<string> WaitingAsync(string name = "华东", decimal amount = 100m) => (await AskAsync(new NewDepartment(name, amount))).RequestNo!;

    public Task<Decided> AgreeAsync(string no, Actor by, string? remark = null) => As<ApprovalService>(by).DecideAsync(no, new DecideApproval(true, remark));

    public async Task<ApprovalRequest> RequestAsync(string no)
    {
        await using var db = Boss.Db();
        return await db.ApprovalRequests.AsNoTracking().SingleAsync(r => r.No == no);
    }

    public async Task<List<string>> DepartmentsAsync()
    {
        await using var db = Boss.Db();
        return await db.Departments.OrderBy(d => d.Id).Select(d => d.Name).ToListAsync();
    }

    public async Task<List<(string Kind, long MemberId)>> NoticesAsync()
    {
        await using var db = Boss.Db();
        return (await db.Notices.OrderBy(n => n.Id).Select(n => new { n.Kind, n.MemberId }).ToListAsync()).ConvertAll(n => (n.Kind, n.MemberId));
    }

    public static LevelTerms ByRole(Role role, decimal? from = null, Actor? standIn = null) =>
        new([new ApproverTerms(ApproverKind.Role, Role: role)], AmountFrom: from, StandInId: standIn?.MemberId);

    public static LevelTerms ByMember(Actor member, decimal? from = null, Actor? standIn = null) =>
        new([new ApproverTerms(ApproverKind.Member, member.MemberId)], AmountFrom: from, StandInId: standIn?.MemberId);

    public static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<RuleException>(act)).Code;

    public ValueTask DisposeAsync() => Boss.DisposeAsync();
}
