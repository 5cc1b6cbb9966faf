using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Audit;
using KBoss.Infrastructure.Common.Things;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.Extensions.DependencyInjection;

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
        services.AddEnumWords().AddSingleton<ChangeTexts>();
        return services.BuildServiceProvider().GetRequiredService<ChangeTexts>();
    }

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
