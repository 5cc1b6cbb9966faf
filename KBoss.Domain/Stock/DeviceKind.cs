using System.Globalization;
using KBoss.Domain.Common;

namespace KBoss.Domain.Stock;

/// <summary>A kind of own devices, such as a server with accelerator cards, and the attributes that its devices are described by.</summary>
public sealed class DeviceKind : Entity, IOrganizationOwned, IAuditedFromBirth
{
    /// <summary>No kind has more attributes.</summary>
    public const int MostAttributes = 30;

    private readonly List<DeviceAttribute> attributes = [];

    private DeviceKind()
    {
    }

    public DeviceKind(long organizationId, string name, DateTime now)
    {
        OrganizationId = organizationId;
        Rename(name);
        CreatedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    /// <summary>Unique in the organization by <see cref="NameKey"/>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the name is compared by.</summary>
    [Compared]
    [NotAudited]
    public string NameKey { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    /// <summary>In the order in which people fill them in.</summary>
    public IReadOnlyList<DeviceAttribute> Attributes => [.. attributes.OrderBy(a => a.Number)];

    public string AuditSubject => $"DeviceKind {Name}";

    public void Rename(string name)
    {
        Name = Require.Text(name, "name", 100);
        NameKey = NormalText.Key(Name);
    }

    /// <summary>
    /// The attributes are these from now on, in this order; one of the same name stays the same attribute. Refuses with <c>Stock.AttributeTwice</c>,
    /// <c>Stock.AttributesTooMany</c>, <c>Stock.ChoicesMissing</c>, and with <c>Stock.AttributeInUse</c> where one that devices have values of would go or
    /// become another type.
    /// </summary>
    /// <param name="used">The ids of those that devices or products have values of.</param>
    public void Describe(IReadOnlyList<AttributeFacts> facts, IReadOnlySet<long> used)
    {
        if (facts.Count > MostAttributes)
        {
            throw new RuleException("Stock.AttributesTooMany", MostAttributes) { Field = "attributes" };
        }

        var kept = new List<DeviceAttribute>();
        var refusals = new Refusals();
        foreach (var (fact, number) in facts.Select((fact, i) => (fact, i + 1)))
        {
            refusals.Try(() => kept.Add(Described(kept, number, fact, used)), field => $"{field}-{number}");
        }

        if (refusals.Found.Count == 0 && attributes.Find(a => used.Contains(a.Id) && !kept.Contains(a)) is { } missed)
        {
            refusals.Add(new RuleException("Stock.AttributeInUse", missed.Name) { Field = "attributes" });
        }

        refusals.Demand();
        attributes.RemoveAll(a => !kept.Contains(a));
        attributes.AddRange(kept.Where(a => !attributes.Contains(a)));
    }

    private DeviceAttribute Described(List<DeviceAttribute> before, int number, AttributeFacts fact, IReadOnlySet<long> used)
    {
        var key = NormalText.Key(fact.Name);
        if (key.Length > 0 && before.Exists(a => a.NameKey == key))
        {
            throw new RuleException("Stock.AttributeTwice", fact.Name.Trim()) { Field = "attribute-name" };
        }

        var known = attributes.Find(a => a.NameKey == key);
        if (known is not null && known.Type != fact.Type && used.Contains(known.Id))
        {
            throw new RuleException("Stock.AttributeInUse", known.Name) { Field = "attribute-type" };
        }

        var attribute = known ?? new DeviceAttribute(OrganizationId);
        attribute.Change(number, fact);
        return attribute;
    }

    /// <summary>
    /// The values in the form in which they are kept, by attribute. Refuses with <c>Stock.ValueMissing</c> where a required one was left out (unless it may be,
    /// as in the configuration of a product), <c>Stock.ValueNotNumber</c>, <c>Stock.ValueNegative</c>, <c>Stock.ValueNotChoice</c> and
    /// <c>Stock.AttributeUnknown</c>, all at once; the field is <c>attribute-N</c>.
    /// </summary>
    public IReadOnlyDictionary<DeviceAttribute, string> Checked(IReadOnlyDictionary<string, string> values, bool partly = false)
    {
        var given = values.Where(v => !string.IsNullOrWhiteSpace(v.Value)).ToDictionary(v => NormalText.Key(v.Key), v => v.Value);
        var kept = new Dictionary<DeviceAttribute, string>();
        var refusals = new Refusals();
        foreach (var attribute in Attributes)
        {
            if (given.Remove(attribute.NameKey, out var text))
            {
                refusals.Try(() => kept.Add(attribute, attribute.Checked(text)));
            }
            else if (attribute.Required && !partly)
            {
                refusals.Add(new RuleException("Stock.ValueMissing", attribute.Name) { Field = attribute.Field });
            }
        }

        refusals.Demand();
        return given.Count == 0 ? kept : throw new RuleException("Stock.AttributeUnknown", Name, given.Keys.First());
    }
}

/// <summary>What the value of an attribute is.</summary>
public enum AttributeType
{
    Text,
    Number,
    Choice,
}

/// <summary>One attribute of a kind of devices, such as the memory in GB.</summary>
public sealed class DeviceAttribute : Entity, IOrganizationOwned, IAudited
{
    public const int MaxName = 50;

    /// <summary>The most characters of a value.</summary>
    public const int MaxValue = 100;

    private DeviceAttribute()
    {
    }

    internal DeviceAttribute(long organizationId) => OrganizationId = organizationId;

    public long OrganizationId { get; private set; }

    public long KindId { get; private set; }

    /// <summary>Its place among those of the kind, from 1.</summary>
    public int Number { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>What the name is compared by.</summary>
    [Compared]
    [NotAudited]
    public string NameKey { get; private set; } = "";

    public AttributeType Type { get; private set; }

    /// <summary>What stands after a number, such as GB.</summary>
    public string Unit { get; private set; } = "";

    public bool Required { get; private set; }

    /// <summary>The values of a choice, one a line.</summary>
    public string ChoiceLines { get; private set; } = "";

    public IReadOnlyList<string> Choices => ChoiceLines.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What a form calls it.</summary>
    public string Field => $"attribute-{Number}";

    public string AuditSubject => $"DeviceAttribute {Name}";

    internal void Change(int number, AttributeFacts facts)
    {
        Number = number;
        Type = facts.Type;
        Required = facts.Required;
        Refusals.All(
            () => Name = Require.Text(facts.Name, "attribute-name", MaxName),
            () => Unit = Require.Optional(facts.Unit, "attribute-unit", 20),
            () => ChoiceLines = facts.Type == AttributeType.Choice ? LinesOf(facts) : "");
        NameKey = NormalText.Key(Name);
    }

    private static string LinesOf(AttributeFacts facts)
    {
        var choices = facts.Choices.Select(c => Require.Optional(c, "attribute-choices", MaxValue)).Where(c => c.Length > 0)
            .DistinctBy(NormalText.Key).ToList();
        return choices.Count == 0
            ? throw new RuleException("Stock.ChoicesMissing", facts.Name.Trim()) { Field = "attribute-choices" }
            : Require.Optional(string.Join('\n', choices), "attribute-choices", 2000, free: true);
    }

    private string NumberOf(string text)
    {
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return !decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) ? throw new RuleException("Stock.ValueNotNumber", Name) { Field = Field }
            : number < 0 ? throw new RuleException("Stock.ValueNegative", Name) { Field = Field }
            : number.ToString("0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>A value in the form in which it is kept.</summary>
    internal string Checked(string text)
    {
        var value = Require.Text(text, Field, MaxValue);
        return Type switch
        {
            AttributeType.Number => NumberOf(value),
            AttributeType.Choice => Choices.FirstOrDefault(c => NormalText.Key(c) == NormalText.Key(value))
                ?? throw new RuleException("Stock.ValueNotChoice", Name, string.Join(", ", Choices)) { Field = Field },
            _ => value,
        };
    }
}

/// <summary>What describes an attribute.</summary>
public sealed record AttributeFacts(string Name, AttributeType Type = AttributeType.Text, string Unit = "", bool Required = false)
{
    /// <summary>The values of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
