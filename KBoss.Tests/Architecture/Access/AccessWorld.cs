using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KBoss.Domain.Access;
using KBoss.Domain.Catalog;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Distribution;
using KBoss.Domain.Orders;
using KBoss.Domain.Organizations;
using KBoss.Domain.Stock;
using KBoss.Domain.Suppliers;
using KBoss.Domain.Tickets;
using KBoss.Infrastructure.Catalog.Import;
using KBoss.Infrastructure.Connectors.Jinan.Accounts;
using KBoss.Infrastructure.Files.Import;
using KBoss.Infrastructure.Messaging.Sms;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Pricing.Below;
using KBoss.Infrastructure.Pricing.Own;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Infrastructure.Stock.Devices;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Architecture.Access;

/// <summary>
/// Two distributors and a customer of each. The first has rows of every kind; whatever text stands in them and nowhere in the others' rows
/// is a trace by which a test knows that something of the first was given away. The rows come from the modules (<see cref="WorldRows"/>).
/// </summary>
public sealed class AccessWorld : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Written = new()
    {
        IncludeFields = true,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FileContent() },
    };

    /// <summary>What stands on the slip of an offline recharge of the first organization.</summary>
    public const string SlipNumber = "第一机构的回单号";

    public static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    private readonly Dictionary<Type, long> ids = [];

    public TestKBoss Boss { get; private set; } = null!;

    /// <summary>Of the first distributor, with every role.</summary>
    public Actor Staff { get; private set; } = null!;

    /// <summary>Of the first distributor, without any role.</summary>
    public Actor Newcomer { get; private set; } = null!;

    /// <summary>A salesperson of the first distributor to whom no customer is assigned.</summary>
    public Actor OtherSales { get; private set; } = null!;

    /// <summary>Of the first distributor and of its customer: for each role a member that has no other, and one without any.</summary>
    public IReadOnlyList<Actor> Members { get; internal set; } = [];

    /// <summary>The first distributor.</summary>
    public Organization Root { get; private set; } = null!;

    /// <summary>Its customer, of <see cref="Buyer"/>.</summary>
    public Organization Customer { get; internal set; } = null!;

    /// <summary>Other customers, which <see cref="Staff"/> serves.</summary>
    public IReadOnlyList<Organization> Served { get; internal set; } = [];

    /// <summary>Of whom the first distributor buys <see cref="Offers"/>.</summary>
    public Supplier Supplier { get; internal set; } = null!;

    /// <summary>What the customer buys.</summary>
    public IReadOnlyList<Offer> Offers { get; internal set; } = [];

    /// <summary>What the distributor below the first sells as well.</summary>
    public Offer SoldOn { get; internal set; } = null!;

    /// <summary>Of the first distributor's customer, with every role.</summary>
    public Actor Buyer { get; internal set; } = null!;

    /// <summary>Of a distributor below the first, with every role.</summary>
    public Actor Foreigner { get; private set; } = null!;

    /// <summary>Of that distributor's customer, with every role.</summary>
    public Actor ForeignBuyer { get; private set; } = null!;

    /// <summary>The text in the first organizations' rows that nobody else's rows hold.</summary>
    public IReadOnlyList<string> Traces { get; private set; } = [];

    /// <summary>The traces that belong to the first distributor's customer [R-ISO-2].</summary>
    public IReadOnlyList<string> CustomerTraces { get; private set; } = [];

    /// <summary>The traces that stand in the shop, for every visitor and for everybody who sells the same.</summary>
    public IReadOnlyList<string> Sold { get; private set; } = [];

    /// <summary>The business keys of the first organizations' rows, by the name of what they name.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>The ids of uploads of the first organizations, by the beginning of the route of their kind.</summary>
    public Dictionary<string, long> Imports { get; } = [];

    /// <summary>Ids of rows of the first organizations that are not the first of their kind, by the name of what they name.</summary>
    public Dictionary<string, long> Ids { get; } = [];

    /// <summary>The id of a row of the first organizations.</summary>
    public long IdOf<T>() => ids[typeof(T)];

    /// <summary>Lets <see cref="IdOf{T}"/> name this row and not the first.</summary>
    public void Name<T>(long id) => ids[typeof(T)] = id;

    public async ValueTask InitializeAsync()
    {
        Boss = await TestKBoss.StartAsync();
        var root = Root = await Boss.Given.RootAsync();
        Staff = await Boss.Given.MemberAsync(root, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        Newcomer = await Boss.Given.MemberAsync(root);
        OtherSales = await Boss.Given.MemberAsync(root, Role.Sales);
        await FillAsync();

        var other = await Boss.Given.DistributorAsync(root);
        // It may sell one thing of the first, whose facts it sees for that.
        await Boss.Given.DownstreamOfferAsync(other, SoldOn, costPrice: 80m, price: 95m);
        Foreigner = await Boss.Given.MemberAsync(other, [.. RolePermissions.RolesOf(OrganizationKind.Distributor)]);
        ForeignBuyer = await Boss.Given.MemberAsync(await Boss.Given.CustomerAsync(other), Role.Admin, Role.Buyer);

        var others = await TextsAsync(Foreigner.OrganizationId, ForeignBuyer.OrganizationId);
        var own = await TextsAsync(Staff.OrganizationId, Buyer.OrganizationId);
        string[] kinds =
        [
            Boss.Get<ImportKind<ProductRow>>().Name, Boss.Get<ImportKind<MemberSheetRow>>().Name, Boss.Get<ImportKind<PublicTermsRow>>().Name,
            Boss.Get<ImportKind<CustomerTermsSheetRow>>().Name, Boss.Get<ImportKind<PromotionTermsSheetRow>>().Name,
            Boss.Get<ImportKind<DistributorTermsSheetRow>>().Name, Boss.Get<ImportKind<DeviceSheetRow>>().Name,
            Boss.Get<ImportKind<JinanAccountSheetRow>>().Name,
            // The history of a device says from which state to which.
            .. Enum.GetNames<DeviceState>(),
        ];
        // The name and the code of a seller are known to its customers.
        Traces = [.. own.Where(IsTrace), Keys["distributor"]];
        var sold = await SoldAsync();
        Sold = [.. Traces.Where(text => sold.Any(name => name.Contains(text, StringComparison.Ordinal)))];
        CustomerTraces = [.. (await TextsAsync(Buyer.OrganizationId)).Where(IsTrace).Except(Sold), Keys["note"]];

        // Types of files, kinds of imports, templates of messages, default categories and addresses of pages are words of the application.
        bool IsTrace(string text) => text.Length >= 4 && text != root.Name && !kinds.Contains(text) && !Enum.GetNames<SmsTemplate>().Contains(text)
            && TicketCategory.Defaults.All(category => category.Name != text) && !ProductTypes.Usual.Concat(ProductTypes.UsualRegions).Contains(text)
            && !new[] { "application/", "image/", "/" }.Any(text.StartsWith)
            && !others.Any(other => other.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>What of the traces stands in a value that somebody got.</summary>
    public static IReadOnlyList<string> Found(object? value, IReadOnlyList<string> traces)
    {
        var text = value as string ?? JsonSerializer.Serialize(value, Written);
        return [.. traces.Where(trace => text.Contains(trace, StringComparison.Ordinal))];
    }

    /// <summary>The text of a file; of a workbook that of all its parts.</summary>
    public static string TextOf(byte[] file)
    {
        if (!file.AsSpan().StartsWith("PK"u8))
        {
            return Encoding.UTF8.GetString(file);
        }

        using var archive = new ZipArchive(new MemoryStream(file));
        var text = new StringBuilder();
        foreach (var part in archive.Entries)
        {
            using var reader = new StreamReader(part.Open());
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }

    /// <summary>Every row of the first organizations, as it is stored.</summary>
    public async Task<string> SnapshotAsync()
    {
        var rows = new List<string>();
        foreach (var (entity, values) in await RowsAsync(Staff.OrganizationId, Buyer.OrganizationId))
        {
            rows.Add($"{entity.Name} {JsonSerializer.Serialize(values, Written)}");
        }

        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    public ValueTask DisposeAsync() => Boss.DisposeAsync();

    /// <summary>Every module brings its rows, in their order; what each kind is first is remembered by its id.</summary>
    private async Task FillAsync()
    {
        foreach (var rows in WorldRows.OfAllModules())
        {
            await rows.AddToAsync(this);
        }

        foreach (var (entity, values) in await RowsAsync(Staff.OrganizationId, Buyer.OrganizationId))
        {
            ids.TryAdd(entity, (long)values["Id"]!);
        }
    }

    private async Task<HashSet<string>> TextsAsync(params long[] organizations) =>
        [.. (await RowsAsync(organizations)).SelectMany(row => row.Values.Values).OfType<string>()];

    /// <summary>The words for what is sold, which every salesperson may see, and every visitor of the shop.</summary>
    private async Task<HashSet<string>> SoldAsync()
    {
        await using var db = Boss.Db();
        var products = await db.Products.Select(p => new { p.Name, p.Type, p.ImageKey }).ToListAsync();
        var skus = await db.Skus.Select(s => new { s.Code, s.Options }).ToListAsync();
        return
        [
            .. products.SelectMany(p => new[] { p.Name, p.Type, p.ImageKey }), .. skus.SelectMany(s => new[] { s.Code, s.Options }),
            .. await db.Suppliers.Select(s => s.Name).ToListAsync(),
        ];
    }

    private async Task<List<(Type Entity, Dictionary<string, object?> Values)>> RowsAsync(params long[] organizations)
    {
        await using var db = Boss.Db(organizations);
        var rows = new List<(Type, Dictionary<string, object?>)>();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => e.ClrType != typeof(Organization) && typeof(Entity).IsAssignableFrom(e.ClrType)))
        {
            var set = (IQueryable<object>)db.GetType().GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!.MakeGenericMethod(entity.ClrType).Invoke(db, null)!;
            foreach (var row in await set.AsNoTracking().ToListAsync())
            {
                rows.Add((entity.ClrType, entity.GetProperties().ToDictionary(p => p.Name, p => db.Entry(row).Property(p.Name).CurrentValue)));
            }
        }

        return rows;
    }

    /// <summary>Files as the text in them, so that a trace inside a workbook is found.</summary>
    private sealed class FileContent : JsonConverter<byte[]>
    {
        public override byte[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(TextOf(value));
    }
}
