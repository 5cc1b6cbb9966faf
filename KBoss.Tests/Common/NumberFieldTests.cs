using System.Globalization;
using Bunit;
using KBoss.Infrastructure.Common;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

public sealed class NumberFieldTests : ComponentTest
{
    [Theory]
    [InlineData("1234.5", "1234.5")]
    [InlineData("1,234.50", "1234.5")]
    [InlineData("１２，３４５．６", "12345.6")]
    [InlineData("￥1,234", "1234")]
    [InlineData(" ¥ 12 元", "12")]
    [InlineData("12。5", "12.5")]
    [InlineData(".5", "0.5")]
    [InlineData("7.", "7")]
    [InlineData("-3", "-3")]
    [InlineData("－３", "-3")]
    [InlineData("+3", "3")]
    [InlineData("-¥3", "-3")]
    [InlineData("￥－3元", "-3")]
    [InlineData("1 234 567.5", "1234567.5")]
    [InlineData("¥１　２３４", "1234")]
    [InlineData("50\u00A0000", "50000")]
    [InlineData("007", "7")]
    [InlineData("1.500", "1.5")]
    [InlineData("999999999999.99", "999999999999.99")]
    [InlineData("　", null)]
    [InlineData("", null)]
    public void A_number_is_read_as_people_write_it(string text, string? expected)
    {
        var (value, problem) = NumberText.Read(text, digits: 12, decimals: 2);

        Assert.Null(problem);
        Assert.Equal(expected is null ? null : decimal.Parse(expected, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("abc", NumberProblem.Unreadable)]
    [InlineData("NaN", NumberProblem.Unreadable)]
    [InlineData("∞", NumberProblem.Unreadable)]
    [InlineData("1e5", NumberProblem.Unreadable)]
    [InlineData("0x10", NumberProblem.Unreadable)]
    [InlineData("1,5", NumberProblem.Unreadable)]
    [InlineData("1,23,456", NumberProblem.Unreadable)]
    [InlineData("1.2.3", NumberProblem.Unreadable)]
    [InlineData("10²", NumberProblem.Unreadable)]
    [InlineData("--1", NumberProblem.Unreadable)]
    [InlineData("-¥-1", NumberProblem.Unreadable)]
    [InlineData("¥", NumberProblem.Unreadable)]
    [InlineData(".", NumberProblem.Unreadable)]
    [InlineData("12 34", NumberProblem.Unreadable)]
    [InlineData("1 234,567", NumberProblem.Unreadable)]
    [InlineData("1.005", NumberProblem.TooManyDecimals)]
    [InlineData("1234567890123", NumberProblem.TooManyDigits)]
    [InlineData("1234567890123456789", NumberProblem.TooManyDigits)]
    public void What_is_not_such_a_number_is_refused_with_the_reason(string text, NumberProblem expected)
    {
        var (value, problem) = NumberText.Read(text, digits: 12, decimals: 2);

        Assert.Equal(expected, problem);
        Assert.Null(value);
    }

    [Fact]
    public async Task A_field_keeps_the_text_it_cannot_read_and_says_why()
    {
        decimal? value = 5;
        var errors = new FieldErrors();
        var field = Render<DecimalField>(p => p
            .Add(f => f.Name, "amount").Add(f => f.Label, "金额").Bind(f => f.Value, value, v => value = v).AddCascadingValue(errors));
        Assert.Equal("5.00", field.Find("[data-testid=field-amount]").GetAttribute("value"));

        await field.Find("input").ChangeAsync("12.345");

        Assert.Equal("12.345", field.Find("input").GetAttribute("value"));
        Assert.Equal("最多 2 位小数。", field.Find("[data-testid=error-amount]").TextContent);
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        Assert.True(errors.HasUnreadable);
        Assert.Equal(5, value);

        await field.Find("input").ChangeAsync("１２.３");

        Assert.Equal(12.3m, value);
        Assert.False(errors.HasUnreadable);
        Assert.Empty(field.FindAll("[data-testid=error-amount]"));
    }

    [Fact]
    public async Task A_form_with_an_unreadable_field_is_not_submitted()
    {
        var submitted = 0;
        var form = Render<Form>(p => p
            .Add(f => f.OnSubmit, () => submitted++)
            .AddChildContent<IntField>(f => f.Add(x => x.Name, "count").Add(x => x.Label, "数量")));

        await form.Find("input").ChangeAsync("1.5");
        await form.Find("form").SubmitAsync();
        Assert.Equal(0, submitted);
        Assert.Equal("请输入整数。", form.Find("[data-testid=error-count]").TextContent);

        await form.Find("input").ChangeAsync("2");
        await form.Find("form").SubmitAsync();
        Assert.Equal(1, submitted);
    }
}
