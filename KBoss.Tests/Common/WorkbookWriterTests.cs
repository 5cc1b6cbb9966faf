using System.Collections;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Resources;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Workbooks;
using static KBoss.Tests.Common.WorkbookItems;

namespace KBoss.Tests.Common;

/// <summary>What is written can be read, here and elsewhere, and every error has its message.</summary>
public class WorkbookWriterTests
{
    [Theory]
    [InlineData("C-1")]
    [InlineData("'quoted")]
    [InlineData("=1+1")]
    [InlineData("+86")]
    [InlineData("-x")]
    [InlineData("@home")]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("_x0041_")]
    [InlineData("_X0041_")]
    [InlineData("00123")]
    [InlineData("1e5")]
    [InlineData("TRUE")]
    [InlineData("2026-01-02")]
    [InlineData("<x:a> & </x:a>")]
    [InlineData("节点（一） é\U0001F680")]
    public void What_may_be_typed_by_hand_is_the_same_after_export_and_import(string text)
    {
        Assert.Equal(text, Require.Text(text, "code"));

        var item = new Item { Code = text, Note = $"{text}\n|", Price = 1234.5678m, Count = 0, Color = "Red" };
        var row = Assert.Single(Read(WorkbookWriter.Export(Schema, [item])).Rows);

        Assert.Empty(row.Errors);
        Assert.Equal(item, row.Value);
    }

    [Fact]
    public void A_list_of_which_a_workbook_takes_only_the_first_rows_says_so_below_them()
    {
        var items = Enumerable.Range(1, 1_201).Select(i => new Item { Code = $"C-{i}", Price = i }).ToList();

        var cut = Support.Workbooks.Rows(WorkbookWriter.Export(Schema, FirstRows.Of(items, 1_200)));
        var whole = Support.Workbooks.Rows(WorkbookWriter.Export(Schema, FirstRows.Of(items, 1_201)));

        Assert.Contains("1,200", cut[^1][0], StringComparison.Ordinal);
        Assert.Contains(cut, row => row[0] == "C-1200");
        Assert.DoesNotContain(cut, row => row[0] == "C-1201");
        Assert.Equal((1_201, "C-1201"), (whole.Count, whole[^1][0]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4_000)]
    public void Workbooks_are_written_without_prefixes_so_that_exceljs_reads_them_too(int rows)
    {
        var items = Enumerable.Range(0, rows).Select(i => new Item { Code = $"C-{i}", Note = $"<x:{i}>", Price = i + 1 });
        foreach (var file in (byte[][])[WorkbookWriter.Template(Schema), WorkbookWriter.Export(Schema, items)])
        {
            using var zip = new ZipArchive(new MemoryStream(file));
            foreach (var part in zip.Entries.Where(entry => entry.FullName is not "xl/theme/theme1.xml"))
            {
                using var text = new StreamReader(part.Open());
                var xml = text.ReadToEnd();
                Assert.NotEqual("", System.Xml.Linq.XDocument.Parse(xml).Root!.Name.NamespaceName);
                Assert.DoesNotMatch("</?(x|ap):", xml);
            }
        }

        Assert.Equal(items.Select(i => i.Note), Read(WorkbookWriter.Export(Schema, items)).Rows.Select(row => row.Value.Note));
    }

    [Fact]
    public void Every_error_has_a_message_in_both_languages_with_the_same_placeholders()
    {
        var messages = new ResourceManager("KBoss.Web.Common.WorkbookErrors", Assembly.Load("KBoss.Web"));
        var codes = typeof(WorkbookErrors).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();
        foreach (var culture in new[] { CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("zh-Hans") })
        {
            var set = messages.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!;
            Assert.Equal(codes.Order(), set.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order());
        }

        foreach (var code in codes)
        {
            var (english, chinese) = (messages.GetString(code, CultureInfo.InvariantCulture)!, messages.GetString(code, CultureInfo.GetCultureInfo("zh-Hans"))!);
            Assert.NotEqual(english, chinese);
            Assert.Equal(Placeholders(english), Placeholders(chinese));
        }

        static IEnumerable<bool> Placeholders(string message) => Enumerable.Range(0, 4).Select(i => message.Contains($"{{{i}", StringComparison.Ordinal));
    }
}
