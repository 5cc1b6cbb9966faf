using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Common;

/// <summary>
/// Turns a refusal into a sentence in the language of the page. The code <c>Module.Reason</c> is the key of the message in
/// <c>Module/Rules.resx</c>; an unknown reason gets the module's <c>Module.Refused</c>, an unknown module the general one.
/// </summary>
public sealed class RuleMessages(IStringLocalizerFactory localizers, IStringLocalizer<Texts> texts)
{
    private const string Assembly = "KBoss.Web";

    /// <summary>The message of the refusal, with its arguments as people write them.</summary>
    public string Text(RuleException refusal)
    {
        var module = refusal.Code.Split('.')[0];
        var rules = localizers.Create($"{module}.Rules", Assembly);
        var message = new[] { rules[refusal.Code], rules[$"{module}.Refused"] }.FirstOrDefault(m => !m.ResourceNotFound)
            ?? localizers.Create("Common.Rules", Assembly)["Common.Refused"];
        return PluralFormat.Fill(message.Value, [.. refusal.Args.Select(arg => Readable(arg, refusal, rules))]);
    }

    /// <summary>
    /// The roles that hold a permission, by name and joined, for "needs the role …": of one kind of organization, or of both; what is for the root
    /// distributor alone names its roles to everybody.
    /// </summary>
    public string RolesHolding(string permission, OrganizationKind? kind = null)
    {
        var forRoot = RolePermissions.IsForRoot(permission);
        var roles = RolePermissions.Holding(permission).Where(held => forRoot || kind is null || held.Kind == kind).Select(held => RoleName(held.Kind, held.Role));
        return string.Join(texts["Or"], roles.Select(role => forRoot ? texts["RoleOfRoot", role].Value : role).Distinct());
    }

    /// <summary>The name of a role; the Admin of a customer is told apart from the Admin of a distributor.</summary>
    public string RoleName(OrganizationKind kind, Role role) => texts[$"Role{kind}{role}"];

    private object? Readable(object? arg, RuleException refusal, IStringLocalizer rules) => arg switch
    {
        string permission when refusal is PermissionException => RolesHolding(permission),
        decimal number => number.ToString("#,##0.00##", CultureInfo.InvariantCulture),
        int or long => string.Format(CultureInfo.InvariantCulture, "{0:#,##0}", arg),
        DateTime { Kind: DateTimeKind.Utc } instant => LocalTime.Format(instant),
        DateTime or DateOnly => string.Format(CultureInfo.InvariantCulture, "{0:yyyy-MM-dd}", arg),
        Enum value => rules[$"{value.GetType().Name}.{value}"] is { ResourceNotFound: false } name ? name.Value : value.ToString(),
        _ => arg,
    };
}
