using System.Linq.Expressions;
using KBoss.Domain.Common;
using KBoss.Domain.Messaging;
using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.SignIn.Codes;
using KBoss.Infrastructure.SignIn.Passwords;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KBoss.Infrastructure.Organizations.Members;

/// <summary>
/// Says whether a member ever did business. It asks the model which rows name members (orders, recharges, tasks, uploads, customers, the audit
/// log), so that a new module is asked too without being known here.
/// </summary>
public static class MemberTraces
{
    /// <summary>What belongs to the account itself and goes with it.</summary>
    private static readonly Type[] OwnTypes =
        [typeof(MemberRole), typeof(DepartmentMember), typeof(Session), typeof(Authenticator), typeof(VerificationCode), typeof(Notice)];

    /// <summary>What the audit log says of the account alone.</summary>
    private static readonly string[] OwnActs = [SignInService.Audited, PasswordChangeService.Audited, .. AccountSecurityService.Audited, .. AuthenticatorService.Audited];

    /// <summary>The columns by which a row names the member that did something.</summary>
    public static IReadOnlyList<IReadOnlyProperty> Columns(IReadOnlyModel model) =>
        [.. MemberColumns.Of(model).Where(column => !OwnTypes.Contains(column.DeclaringType.ContainingEntityType.ClrType))];

    /// <summary>Whether any row that the context sees names the member; that it signed in or changed its own account is no business.</summary>
    public static async Task<bool> AnyAsync(KBossDbContext db, long memberId, CancellationToken ct = default)
    {
        foreach (var column in Columns(db.Model))
        {
            var ask = typeof(MemberTraces).GetMethod(nameof(AnyOfAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(column.DeclaringType.ContainingEntityType.ClrType);
            if (await (Task<bool>)ask.Invoke(null, [db, column, memberId, ct])!)
            {
                return true;
            }
        }

        return false;
    }

    private static Task<bool> AnyOfAsync<T>(KBossDbContext db, IReadOnlyProperty column, long memberId, CancellationToken ct)
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
                a => !OwnActs.Contains(a.Action) && !db.Members.Any(m => m.Id == memberId && a.Subject == "Member " + m.UserName), ct)
            : rows.AnyAsync(ct);
    }
}
