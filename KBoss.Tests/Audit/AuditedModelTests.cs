using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Things;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace KBoss.Tests.Audit;

/// <summary>The audit log has a word in each language for everything that the model says may stand in it.</summary>
public sealed partial class AuditedModelTests
{
    private static readonly string[] Languages = ["zh-CN", "en"];

    [Fact]
    public async Task Every_audited_entity_field_and_value_has_a_word_in_both_languages()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var model = AuditedModel.Of(db);
        var texts = Texts();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var language in Languages)
        {
            using var _ = new InLanguage(language);
            foreach (var ((kind, field), fact) in model.Fields.Where(f => f.Value.IsSaid))
            {
                if (texts.KindOf(kind) is null)
                {
                    missing.Add($"{language} Subject.{kind}");
                }

                if (texts.FieldOf(kind, field) is null)
                {
                    missing.Add($"{language} Field.{field} (of {kind})");
                }

                foreach (var type in fact.Enums)
                {
                    missing.UnionWith(Enum.GetNames(type).Where(value => texts.EnumOf(type.Name, value) is null).Select(value => $"{language} Value.{type.Name}.{value}"));
                }
            }
        }

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        Assert.True(model.Fields.Count > 200, "The walk found too little.");
    }

    [Fact]
    public async Task Every_row_that_the_log_keeps_by_its_id_is_called_by_a_name()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var (named, forms) = boss.Get<AuditReading>().Known;

        var nameless = AuditedModel.Of(db).Fields.Where(f => f.Value is { IsSaid: true, Refers: not null }).Select(f => f.Value.Refers!)
            .Concat(forms.SelectMany(f => f.Ids)).Concat(forms.Select(f => f.Called).OfType<Type>()).Distinct().Except(named);

        Assert.Empty(nameless.Select(type => type.Name));
    }

    [Fact]
    public async Task Every_subject_that_is_kept_by_ids_is_read_as_names()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var forms = boss.Get<AuditReading>().Known.Forms.ToDictionary(f => f.Kind);
        // An entity that holds nothing calls itself by zeros where it is called by ids.
        var byIds = db.Model.GetEntityTypes().Select(e => e.ClrType).Where(typeof(IAudited).IsAssignableFrom)
            .Select(type => ((IAudited)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).AuditSubject)
            .Where(subject => ById().IsMatch(subject)).Select(subject => subject.Split(' ')[0]).Distinct()
            .Except(["ApprovalPolicy", "Checklist", "BillDifference"]);

        Assert.Empty(byIds.Where(kind => forms.GetValueOrDefault(kind) is not { Ids.Count: > 0 }).Except(["Sku"]));
    }

    /// <summary>What an audited kind leads to: the thing itself, or the page on which it is kept; the rest stands here with the reason.</summary>
    [Fact]
    public async Task Every_audited_kind_that_has_a_page_links_to_it()
    {
        var without = new Dictionary<string, string>
        {
            ["ApproverAbsence"] = "only the approver itself sees and ends it, on its own list of approvals",
            ["MemberMail"] = "the member's own, among its own reminders",
            ["PostingRule"] = "there is no page: the rules come with KBoss",
            ["Import"] = "a past upload stands among those of its kind, which the line does not say",
        };
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var acts = Project.Files("KBoss.Infrastructure", "*.cs").Select(File.ReadAllText)
            .SelectMany(text => SubjectOfAct().Matches(text).Select(act => act.Groups["kind"].Value));
        var kinds = AuditedModel.Of(db).Fields.Keys.Select(f => f.Kind).Concat(acts).Append("Settings").Append("Public")
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var forms = boss.Get<AuditReading>().Known.Forms.ToDictionary(f => f.Kind);
        var named = boss.Get<IEnumerable<ThingNames>>().ToDictionary(n => n.Entity);
        var everybody = new Actor(1, 1, OrganizationKind.Distributor, "全部", RolePermissions.RolesOf(OrganizationKind.Distributor).ToHashSet()) { IsOfRoot = true };

        var linked = kinds.Where(kind => forms.GetValueOrDefault(kind) switch
        {
            { Number: { } number } => PageLinks.Of(everybody, new ThingRef(number, "X", Within: "X")) is not null,
            { Called: { } type } => HasPage(type),
            { Keyed: { } type } => HasPage(type),
            { Ids: { Count: > 0 } ids } => ids.Any(HasPage),
            _ => PageLinks.OfKind(everybody, kind, "X Y") is not null,
        }).ToList();

        Assert.Equal(without.Keys.Order(StringComparer.Ordinal), kinds.Except(linked));
        Assert.True(kinds.Count > 40, "The walk found too little.");

        // A row that is a thing says so in the query that names it.
        bool HasPage(Type type) => named[type].Named(db).Expression.ToString().Contains("Thing = ", StringComparison.Ordinal);
    }

    /// <summary>Every address to which the log leads is that of a page.</summary>
    [Fact]
    public void A_kind_leads_to_a_page_that_there_is()
    {
        var everybody = new Actor(1, 1, OrganizationKind.Distributor, "全部", RolePermissions.RolesOf(OrganizationKind.Distributor).ToHashSet());
        var pages = Project.Files("KBoss.Web", "*.razor").SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("@page ", StringComparison.Ordinal))
            .Select(line => new Regex("^" + Regex.Replace(line.Split('"')[1], @"\{[^}]*\}", "[^/]+") + "$")).ToList();
        var source = File.ReadAllText(Path.Combine(Project.Root, "KBoss.Web", "Common", "Links", "PageLinks.cs"));
        var kinds = Regex.Matches(source, "\"([A-Z][A-Za-z]+)\"").Select(m => m.Groups[1].Value).Distinct();
        var addresses = kinds.Select(kind => PageLinks.OfKind(everybody, kind, "X Y")).OfType<string>()
            .Concat(Enum.GetValues<Thing>().Select(thing => PageLinks.Of(everybody, new ThingRef(thing, "7", Within: "7")))
                .Select((page, i) => page ?? throw new InvalidOperationException($"{(Thing)i} has no page.")))
            .Select(address => address.Split('?')[0]).Distinct().ToList();

        Assert.All(addresses, address => Assert.Contains(pages, page => page.IsMatch(address)));
        Assert.True(addresses.Count > 25, "The walk found too little.");
    }

    [Fact]
    public void Every_act_that_the_source_writes_into_the_log_has_a_word()
    {
        var acts = Project.Files("KBoss.Infrastructure", "*.cs").Select(File.ReadAllText)
            .SelectMany(text => Act().Matches(text).Select(act => act.Groups["act"].Value)).Distinct().ToList();
        Assert.Contains("PhoneShown", acts);
        var texts = Texts();
        foreach (var language in Languages)
        {
            using var _ = new InLanguage(language);
            Assert.DoesNotContain(acts, act => texts.Action(act) == act);
        }
    }

    /// <summary>A kind that no entity has is written where something is looked at or taken along; a code of somebody's would stand there as a word.</summary>
    [Fact]
    public void Every_subject_and_every_part_of_the_system_that_the_source_writes_into_the_log_has_a_word()
    {
        var sources = Project.Files("KBoss.Infrastructure", "*.cs").Concat(Project.Files("KBoss.Domain", "*.cs")).Select(File.ReadAllText).ToList();
        var kinds = sources.SelectMany(text => SubjectOfAct().Matches(text).Select(act => act.Groups["kind"].Value)).Distinct().ToList();
        var parts = sources.SelectMany(text => Part().Matches(text).Select(part => part.Groups[1].Value)).Distinct().ToList();
        Assert.Superset(new HashSet<string> { "Audit", "Schedule", "Customers", "Offers" }, kinds.ToHashSet());
        Assert.Superset(new HashSet<string> { "Alipay", "Connector" }, parts.ToHashSet());
        var (words, sentences) = (Localizer<ChangeWords>(), Localizer<StoryWords>());
        var texts = Texts();
        foreach (var language in Languages)
        {
            using var _ = new InLanguage(language);
            Assert.DoesNotContain(kinds, kind => texts.KindOf(kind) is null);
            Assert.DoesNotContain(parts, part => words[$"Part.{part}"].ResourceNotFound || sentences[$"System.{part}"].ResourceNotFound);
        }
    }

    /// <summary>What is exported and imported says how many rows of what, and never a bare number.</summary>
    [Fact]
    public void No_act_leaves_a_bare_number_or_code_in_the_log()
    {
        var bare = Project.Files("KBoss.Infrastructure", "*.cs").Where(file => BareRemark().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName);
        Assert.Empty(bare);
    }

    /// <summary>What a page calls so, the log calls so: a key that two things share by accident would lend one the other's word.</summary>
    [Theory]
    [InlineData("Ticket", "工单", "Ticket")]
    [InlineData("FulfilmentTask", "交付任务", "Fulfilment task")]
    [InlineData("ResourceTask", "资源任务", "Resource task")]
    [InlineData("ApprovalPolicy", "审批规则", "Approval policy")]
    [InlineData("JoinClaim", "加入审核", "Join claim")]
    [InlineData("JoinRequest", "加入申请", "Join request")]
    [InlineData("DeviceKind", "设备类型", "Kind of device")]
    [InlineData("Place", "设备位置", "Place")]
    [InlineData("Offer", "供货条目", "Offer")]
    [InlineData("Wallet", "账户余额", "Wallet")]
    public void A_kind_of_thing_is_called_as_the_glossary_calls_it(string kind, string chinese, string english)
    {
        var texts = Texts();
        using (new InLanguage("zh-Hans"))
        {
            Assert.Equal(chinese, texts.Kind(kind));
            Assert.Equal(("待处理", "已关闭"), (texts.EnumOf("TicketStatus", "Open"), texts.EnumOf("TicketStatus", "Closed")));
            Assert.Equal(("上级位置", "上级部门"), (texts.FieldOf("Place", "ParentId"), texts.FieldOf("Department", "ParentId")));
        }

        using (new InLanguage("en"))
        {
            Assert.Equal(english, texts.Kind(kind));
        }
    }

    [Theory]
    [InlineData("Schedule", "sync-jinan-bills", "sync-jinan-bills")]
    [InlineData("SmsTemplate", "LoginCode", "LoginCode")]
    [InlineData("PostingRule", "SaleToDistributor", "SaleToDistributor")]
    [InlineData("ApprovalPolicy", "OfflineRecharge/2 level 1 approver", "OfflineRecharge")]
    public void A_subject_that_is_kept_by_a_code_is_called_by_its_name(string kind, string name, string code)
    {
        var texts = Texts();
        foreach (var language in Languages)
        {
            using var _ = new InLanguage(language);
            var said = texts.Name(new AuditedThing(kind, name, []));
            Assert.DoesNotContain(code, said, StringComparison.Ordinal);
            Assert.Equal(language == "zh-CN", Han().IsMatch(said));
        }
    }

    /// <summary>The Chinese reader reads no English word that only fills a gap: both files have the key, and what differs by nature is listed by the languages' test.</summary>
    [Fact]
    public void The_words_of_the_log_are_Chinese_in_Chinese()
    {
        var chinese = XDocument.Load(Path.Combine(Project.Root, "KBoss.Web", "Common", "Things", "ChangeWords.zh-Hans.resx")).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
        Assert.Empty(chinese.Where(word => !Han().IsMatch(word.Value)).Select(word => word.Key).Except(["Comma", "Value.Language.en"]));
    }

    internal static ChangeTexts Texts()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        services.AddEnumWords().AddSubjectWords().AddSingleton<ChangeTexts>();
        return services.BuildServiceProvider().GetRequiredService<ChangeTexts>();
    }

    private static IStringLocalizer<T> Localizer<T>()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        KeptTexts.Decorate(services);
        return services.BuildServiceProvider().GetRequiredService<IStringLocalizer<T>>();
    }

    /// <summary>The literal kind of an act's subject, whole or before its name.</summary>
    [GeneratedRegex(
        @"(?:AuditAsync\(\s*\w+(?:\.Me)?,\s*(?:[^""(]*""\w+""[^""(]*?)+,\s*"
        + @"|db\.Audit\([^,]+,\s*""?\w+""?,\s*(?:string\.Create\(CultureInfo\.InvariantCulture, )?)\$?""(?<kind>[A-Za-z]+)[ ""]")]
    private static partial Regex SubjectOfAct();

    [GeneratedRegex(@"By\.Part\(""(\w+)""\)")]
    private static partial Regex Part();

    /// <summary>The last argument of an act is a count or the name of a value as the source writes it.</summary>
    [GeneratedRegex(@"(?:AuditAsync|db\.Audit)\((?:[^;]*?)(?:ToString\((?:CultureInfo\.InvariantCulture)?\)|\$""\+\{[^""]*""\))(?:, ct)?\);")]
    private static partial Regex BareRemark();

    [GeneratedRegex(@"^\w+ 0(/|$)")]
    private static partial Regex ById();

    [GeneratedRegex(@"(?:AuditAsync\(\s*\w+(?:\.Me)?,\s*(?:\w+ \? ""(?<act>\w+)"" : )?|db\.Audit\([^,]+,\s*)""(?<act>[A-Za-z]+)""")]
    private static partial Regex Act();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    private sealed class InLanguage : IDisposable
    {
        private readonly CultureInfo own = CultureInfo.CurrentUICulture;

        public InLanguage(string language) => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        public void Dispose() => CultureInfo.CurrentUICulture = own;
    }
}
