using Bunit;
using KBoss.Domain.Common;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components.Forms;

namespace KBoss.Tests.Common;

/// <summary>Days as people type them, and files of a type that cannot be taken.</summary>
public sealed class FieldWordsTests : ComponentTest
{
    [Fact]
    public void A_day_without_a_year_is_shown_back_in_full_at_once_also_when_it_is_the_same_again()
    {
        DateOnly? value = null;
        var field = Render<DateField>(p => p.Add(f => f.Name, "day").Add(f => f.Label, "日期")
            .Add(f => f.Min, new DateOnly(2031, 1, 1)).Add(f => f.Max, new DateOnly(2031, 12, 31))
            .Add(f => f.ValueChanged, day => value = day));
        var year = ChinaTime.Day(TimeProvider.System.GetUtcNow().UtcDateTime).Year;

        field.Find("[data-testid=field-day]").Change("2031/11/1");
        Assert.Equal(new DateOnly(2031, 11, 1), value);
        Assert.Equal("2031-11-01", field.Find("input").GetAttribute("value"));
        foreach (var text in new[] { "11/1", "11-1", "1101" })
        {
            field.Find("[data-testid=field-day]").Change(text);
        }

        // The last one is no day: what was typed stays, and the day that was known before.
        Assert.Equal("1101", field.Find("input").GetAttribute("value"));
        Assert.NotEmpty(field.FindAll("[data-testid=error-day]"));
        Assert.InRange(value!.Value.Year, year - 1, year + 1);
        field.Find("[data-testid=field-day]").Change(" ");
        Assert.Null(value);
        Assert.Empty(field.FindAll("[data-testid=error-day]"));
    }

    [Fact]
    public void A_file_of_another_type_is_refused_when_it_is_chosen_and_the_others_are_kept()
    {
        IReadOnlyList<IBrowserFile> chosen = [];
        var field = Render<FileField>(p => p.Add(f => f.Name, "slip").Add(f => f.Label, "回单").Add(f => f.Multiple, true).Add(f => f.Accept, "image/png,application/pdf")
            .Add(f => f.OnChange, files => chosen = files));

        Upload(field, InputFileContent.CreateFromText("x", "notes.txt", contentType: "text/plain"));
        Assert.Empty(chosen);
        var error = field.Find("[data-testid=error-slip]").TextContent;
        Assert.Contains("notes.txt", error, StringComparison.Ordinal);
        Assert.Contains("PNG、PDF", error, StringComparison.Ordinal);

        // A browser that does not know the type is believed by the ending.
        Upload(
            field, InputFileContent.CreateFromText("x", "回单.PDF", contentType: ""),
            InputFileContent.CreateFromText("x", "run.exe", contentType: "application/x-msdownload"));
        Assert.Equal(["回单.PDF"], chosen.Select(file => file.Name));
        Assert.Contains("run.exe", field.Find("[data-testid=error-slip]").TextContent, StringComparison.Ordinal);

        Upload(field, InputFileContent.CreateFromText("x", "photo", contentType: "image/png"));
        Assert.Contains("photo", chosen.Select(file => file.Name));
        Assert.Empty(field.FindAll("[data-testid=error-slip]"));
    }

    private static void Upload(IRenderedComponent<FileField> field, params InputFileContent[] files) => field.FindComponents<InputFile>()[^1].UploadFiles(files);
}
