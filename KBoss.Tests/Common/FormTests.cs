using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bunit;
using KBoss.Domain.Approvals;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files.Import;
using KBoss.Tests.Support;
using KBoss.Web;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class FormTests : ComponentTest
{
    [Theory]
    [InlineData("一段文字", 4, 1)]
    [InlineData("一段\r\n文字", 4, 1)]
    [InlineData("一段文字", 20_000, 0)]
    [InlineData("", 4, 0)]
    public void A_form_is_not_sent_without_the_text_that_its_field_shows(string arrived, int shown, int sent)
    {
        var count = 0;
        var form = Render<Form>(parameters => parameters
            .Add(f => f.OnSubmit, EventCallback.Factory.Create(this, () => count++))
            .AddChildContent<TextAreaField>(field => field.Add(f => f.Name, "text").Add(f => f.Label, "Text")));
        var field = form.Find("textarea");
        if (arrived.Length > 0)
        {
            field.Change(arrived);
        }

        JSInterop.Setup<Dictionary<string, int>?>("kboss.lengths", _ => true).SetResult(new() { [field.Id!] = shown });
        form.Find("form").Submit();

        Assert.Equal(sent, count);
        Assert.Equal(sent == 0, form.FindAll("[data-testid='error-text']").Count == 1);
        // It was asked for once more before it was given up.
        Assert.Equal(1 - sent, JSInterop.Invocations["kboss.sendAgain"].Count);
    }

    [Fact]
    public void What_was_said_of_the_last_try_goes_when_a_field_stops_the_next_one()
    {
        var form = Render<Form>(parameters => parameters
            .AddChildContent<DecimalField>(field => field.Add(f => f.Name, "amount").Add(f => f.Label, "Amount")));
        Services.GetRequiredService<Toast>().Error("old");
        Toasts.WaitForElement("[data-testid='toast-error']");
        form.Find("input").Change("x");
        form.Find("form").Submit();

        Toasts.WaitForState(() => Toasts.FindAll("[data-testid='toast-error']").Count == 0);
        Assert.NotEmpty(form.FindAll("[data-testid='error-amount']"));
    }

    [Fact]
    public void A_form_that_one_field_stops_says_which_others_are_missing_and_not_those_of_another_form()
    {
        var sent = 0;
        var errors = new FieldErrors();
        var page = Render(builder =>
        {
            builder.OpenRegion(0);
            Form("first", "amount");
            builder.CloseRegion();
            builder.OpenRegion(1);
            Form("second", null);
            builder.CloseRegion();

            void Form(string name, string? number)
            {
                builder.OpenComponent<Form>(0);
                builder.AddComponentParameter(1, nameof(Web.Common.Form.Name), name);
                builder.AddComponentParameter(2, nameof(Web.Common.Form.Errors), errors);
                builder.AddComponentParameter(3, nameof(Web.Common.Form.OnSubmit), EventCallback.Factory.Create(this, () => sent++));
                builder.AddComponentParameter(4, nameof(Web.Common.Form.ChildContent), (RenderFragment)(inner =>
                {
                    if (number is not null)
                    {
                        inner.OpenComponent<DecimalField>(0);
                        inner.AddComponentParameter(1, nameof(DecimalField.Name), number);
                        inner.CloseComponent();
                    }

                    inner.OpenComponent<TextField>(2);
                    inner.AddComponentParameter(3, nameof(TextField.Name), $"{name}-text");
                    inner.AddComponentParameter(4, nameof(TextField.Required), true);
                    inner.CloseComponent();
                }));
                builder.CloseComponent();
            }
        });
        page.Find("[data-testid=field-amount]").Change("x");

        page.Find("[data-testid=first]").Submit();

        Assert.Equal(0, sent);
        Assert.Single(page.FindAll("[data-testid=error-amount]"));
        Assert.Equal("请填写此项。", page.Find("[data-testid=error-first-text]").TextContent);
        Assert.Empty(page.FindAll("[data-testid=error-second-text]"));
    }

    [Theory]
    [InlineData("8.8折", 0.88, "8.8折 = 0.88")]
    [InlineData("88", 0.88, "88 = 0.88")]
    [InlineData("0.88", 0.88, null)]
    [InlineData("8.8", null, "含义不明确")]
    [InlineData("八折", null, "0.88、88% 或 8.8折")]
    public void A_discount_is_typed_in_any_way_and_what_was_meant_or_how_to_write_it_is_said(string text, double? meant, string? said)
    {
        decimal? value = null;
        var form = Render<Form>(parameters => parameters.AddChildContent<DiscountField>(field => field
            .Add(f => f.Name, "rate").Add(f => f.Label, "折扣率").Add(f => f.Help, "说明").Add(f => f.ValueChanged, read => value = read)));

        form.Find("input").Change(text);

        Assert.Equal((decimal?)meant, value);
        Assert.Equal(text, form.Find("input").GetAttribute("value"));
        Assert.Contains(said ?? "说明", form.Find(meant is null ? "[data-testid=error-rate]" : ".k-help").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_beyond_its_bounds_is_said_together_with_a_text_that_is_no_value()
    {
        var form = Render<Form>(parameters => parameters
            .AddChildContent<DiscountField>(field => field.Add(f => f.Name, "rate").Add(f => f.Label, "折扣率"))
            .AddChildContent<DateField>(field => field
                .Add(f => f.Name, "to").Add(f => f.Label, "结束").Add(f => f.Min, new DateOnly(2026, 3, 2)).Add(f => f.Value, new DateOnly(2026, 3, 1)))
            .AddChildContent<DateField>(field => field
                .Add(f => f.Name, "paid").Add(f => f.Label, "到账").Add(f => f.Max, new DateOnly(2026, 3, 2)).Add(f => f.Value, new DateOnly(2026, 3, 3))));

        form.Find("[data-testid=field-rate]").Change("八折");
        Assert.Empty(form.FindAll("[data-testid=error-to]"));
        form.Find("form").Submit();

        Assert.Equal(
            ["请填写 2026-03-02 或更晚的日期。", "请填写 2026-03-02 或更早的日期。"],
            new[] { "to", "paid" }.Select(name => form.Find($"[data-testid=error-{name}]").TextContent.Trim()));
        Assert.Single(form.FindAll("[data-testid=error-rate]"));
    }

    /// <summary>A browser drops what does not fit without a word, when a longer text is pasted.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void A_long_text_that_fills_its_field_says_that_more_is_not_in_it(int typed, bool full)
    {
        var form = Render<Form>(parameters => parameters.AddChildContent<TextAreaField>(field => field
            .Add(f => f.Name, "text").Add(f => f.Label, "Text").Add(f => f.MaxLength, 10).Add(f => f.Value, new string('长', typed))));

        Assert.Equal(full, form.Markup.Contains("已达 10 字的上限", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_of_different_kinds_have_different_ids()
    {
        var form = Render<Form>(parameters => parameters
            .AddChildContent<TextField>(field => field.Add(f => f.Name, "text").Add(f => f.Label, "Text"))
            .AddChildContent<CheckField>(field => field.Add(f => f.Name, "check").Add(f => f.Label, "Check"))
            .AddChildContent<TextField>(field => field.Add(f => f.Name, "other").Add(f => f.Label, "Other"))
            .AddChildContent<CheckField>(field => field.Add(f => f.Name, "last").Add(f => f.Label, "Last")));

        var numbers = form.FindAll("input").Select(input => long.Parse(input.Id!["k-field-".Length..], CultureInfo.InvariantCulture)).ToList();
        // Numbers of several rows would not rise from kind to kind.
        Assert.Equal(4, numbers.Count);
        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Fact]
    public async Task Every_text_of_the_database_fits_the_largest_message_in_Chinese_and_at_its_worst()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        // The rows of a workbook, and what waits for consent, are kept as JSON and not typed by anybody.
        string[] written = [nameof(ApprovalRequest.Change), nameof(ApprovalRequest.Evidence)];
        var texts = db.Model.GetEntityTypes().Where(type => type.ClrType != typeof(StagedRow))
            .SelectMany(type => type.GetProperties()).Where(property => property.ClrType == typeof(string))
            .Where(property => property.DeclaringType.ClrType != typeof(ApprovalRequest) || !written.Contains(property.Name)).ToList();

        Assert.All(texts, text => Assert.InRange(text.GetMaxLength() ?? int.MaxValue, 1, LongText.MaxLength));
        Assert.Contains(texts, text => text.GetMaxLength() == LongText.MaxLength);
        // What a browser sends: every character that JSON knows as it is, the others as an escape of six bytes.
        var browser = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        foreach (var worst in new[] { '中', '"', '\n', '\u0001' })
        {
            var message = JsonSerializer.SerializeToUtf8Bytes(new { value = new string(worst, LongText.MaxLength) }, browser);
            Assert.InRange(message.Length, LongText.MaxLength, WebSetup.LargestMessage - 4096);
        }
    }
}
