using KBoss.Domain.Common;

namespace KBoss.Domain.Delivery;

/// <summary>One thing to look at before something is handed over.</summary>
public sealed record CheckItem(string Text, bool Required);

/// <summary>
/// One version of what is looked at before something of a product type is handed over; the last number is in force. What was ticked for a task keeps the
/// version that it was ticked by.
/// </summary>
public sealed class Checklist : Entity, IOrganizationOwned, IAuditedFromBirth
{
    public const int MaxItems = 30;

    private readonly List<ChecklistItem> items = [];

    private Checklist()
    {
    }

    /// <summary>Items in order, none to ask for nothing any more; refused with <c>Delivery.TooManyItems</c> and <c>Delivery.ItemTwice</c>.</summary>
    public Checklist(long organizationId, string productType, int number, IReadOnlyList<CheckItem> wanted, By by, DateTime now)
    {
        OrganizationId = organizationId;
        ProductType = Require.Text(productType, "product-type", 50);
        Number = number;
        CreatedBy = by;
        CreatedAt = Require.Utc(now);
        if (wanted.Count > MaxItems)
        {
            throw new RuleException("Delivery.TooManyItems", MaxItems) { Field = "items" };
        }

        var refusals = new Refusals();
        foreach (var (item, position) in wanted.Select((item, i) => (item, i + 1)))
        {
            refusals.Try(() => items.Add(new ChecklistItem(organizationId, position, item)));
        }

        refusals.Demand();
        if (items.Select(i => NormalText.Key(i.Text)).Distinct().Count() < items.Count)
        {
            throw new RuleException("Delivery.ItemTwice") { Field = "items" };
        }

        Count = items.Count;
    }

    public long OrganizationId { get; private set; }

    public string ProductType { get; private set; } = "";

    /// <summary>1 for the first version of the type, then counting up.</summary>
    public int Number { get; private set; }

    /// <summary>How many items it has.</summary>
    public int Count { get; private set; }

    public By CreatedBy { get; private set; } = By.Nobody;

    public DateTime CreatedAt { get; private set; }

    public IReadOnlyList<ChecklistItem> Items => items;

    public string AuditSubject => $"Checklist {ProductType} {Number}";
}

/// <summary>An item of one version of a checklist.</summary>
public sealed class ChecklistItem : Entity, IOrganizationOwned
{
    private ChecklistItem()
    {
    }

    internal ChecklistItem(long organizationId, int position, CheckItem item)
    {
        OrganizationId = organizationId;
        Position = position;
        Text = Require.Text(item.Text, "items", 200);
        Required = item.Required;
    }

    public long OrganizationId { get; private set; }

    public long ChecklistId { get; private set; }

    public int Position { get; private set; }

    public string Text { get; private set; } = "";

    public bool Required { get; private set; }
}

/// <summary>An item of the checklist as it is kept with a task: what was asked, and who ticked it when (UTC).</summary>
public sealed class TaskCheck : Entity, IOrganizationOwned
{
    private TaskCheck()
    {
    }

    public TaskCheck(FulfilmentTask task, int position, CheckItem item)
    {
        OrganizationId = task.OrganizationId;
        TaskNo = task.TaskNo;
        Position = position;
        (Text, Required) = (item.Text, item.Required);
    }

    public long OrganizationId { get; private set; }

    public string TaskNo { get; private set; } = "";

    public int Position { get; private set; }

    public string Text { get; private set; } = "";

    public bool Required { get; private set; }

    public By TickedBy { get; private set; } = By.Nobody;

    public DateTime? TickedAt { get; private set; }

    /// <summary>Ticked or no longer ticked; who ticked it first stays.</summary>
    public void Set(bool ticked, By by, DateTime now)
    {
        if (ticked != TickedAt.HasValue)
        {
            TickedBy = ticked ? by : By.Nobody;
            TickedAt = ticked ? Require.Utc(now) : null;
        }
    }
}
