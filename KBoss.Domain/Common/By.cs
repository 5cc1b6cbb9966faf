namespace KBoss.Domain.Common;

/// <summary>Who did something: a member, by its id and its name of then, or a part of the system by its name.</summary>
public sealed record By(long? MemberId, string Name)
{
    /// <summary>It has not been done, or by somebody without an account.</summary>
    public static By Nobody { get; } = new(null, "");

    /// <summary>The system, where it does not matter which part of it.</summary>
    public static By System { get; } = Part("system");

    public bool IsMember => MemberId is not null;

    /// <summary>The name, as texts say it.</summary>
    public override string ToString() => Name;

    /// <summary>A schedule, a vendor's notification or an invite code, named after what it is.</summary>
    public static By Part(string name) => new(null, name);
}

/// <summary>Marks the id of a member in a column of its own: whoever it names is no longer without traces, and the audit log says the name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamesMemberAttribute : Attribute;
