using System.Linq.Expressions;
using System.Reflection;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>
/// Says whether a member ever did business. It asks the model which rows name members (orders, recharges, tasks, uploads, customers, the audit
/// log), so that a new module is asked too without being known here; what goes with the account (<see cref="IGoesWithMember"/>) is no business.
/// </summary>
public static class MemberTraces
{
    /// <summary>The columns by which a row names the member that did something.</summary>
    public static IReadOnlyList<IReadOnlyProperty> Columns(IReadOnlyModel model) =>
        [.. MemberColumns.Of(model).Where(column => !GoesWithMember(column.DeclaringType.ContainingEntityType))];

    /// <summary>Whether any row that the context sees names the member; <paramref name="ownActs"/> are what the audit log tells of the account alone.</summary>
    public static async Task<bool> AnyAsync(KBossDbContext db, long memberId, IReadOnlyCollection<string> ownActs, CancellationToken ct = default)
    {
        foreach (var column in Columns(db.Model))
        {
            if (await (Task<bool>)Of(nameof(AnyOfAsync), column.DeclaringType.ContainingEntityType.ClrType).Invoke(null, [db, column, memberId, ownActs, ct])!)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes what goes with the account, in the caller's transaction.</summary>
    public static async Task RemoveOwnAsync(KBossDbContext db, long memberId, CancellationToken ct = default)
    {
        foreach (var own in db.Model.GetEntityTypes().Where(GoesWithMember))
        {
            await (Task)Of(nameof(RemoveOfAsync), own.ClrType).Invoke(null, [db, memberId, ct])!;
        }
    }

    private static bool GoesWithMember(IReadOnlyEntityType type) => typeof(IGoesWithMember).IsAssignableFrom(type.ClrType);

    private static MethodInfo Of(string name, Type row) =>
        typeof(MemberTraces).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(row);

    private static async Task RemoveOfAsync<T>(KBossDbContext db, long memberId, CancellationToken ct)
        where T : class, IGoesWithMember => db.RemoveRange(await db.Set<T>().Where(row => row.MemberId == memberId).ToListAsync(ct));

    private static Task<bool> AnyOfAsync<T>(
        KBossDbContext db, IReadOnlyProperty column, long memberId, IReadOnlyCollection<string> ownActs, CancellationToken ct)
        where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        var field = Expression.Property(row, MemberColumns.Field(column).Name);
        var value = column.DeclaringType is IReadOnlyComplexType ? Expression.Property(field, column.Name) : field;
        Expression<Func<long>> wanted = () => memberId;
        var same = Expression.Lambda<Func<T, bool>>(Expression.Equal(value, Expression.Convert(wanted.Body, column.ClrType)), row);
        var rows = db.Set<T>().Where(same);
        return typeof(T) == typeof(AuditEntry)
            ? ((IQueryable<AuditEntry>)(object)rows).AnyAsync(
                a => !ownActs.Contains(a.Action) && !db.Members.Any(m => m.Id == memberId && a.Subject == "Member " + m.UserName), ct)
            : rows.AnyAsync(ct);
    }
}
