using Bunit;
using KBoss.Domain.Distribution;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Common;
using KBoss.Web.Pricing.Workbench;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Pricing;

public sealed class TermsCellTests : ComponentTest
{
    private readonly List<(decimal? Value, StandingTerms Shown)> saved = [];
    private CellAnswer answer = CellAnswer.Saved;

    public TermsCellTests() => Services.AddSingleton<TermsInput>();

    [Fact]
    public void Enter_saves_what_was_typed_in_any_way_of_writing_a_discount()
    {
        var cell = RenderCell(0.9m);
        Type(cell, "８.８折");
        Press(cell, "Enter");
        Assert.Equal((0.88m, 0.9m), (Assert.Single(saved).Value!.Value, saved[0].Shown.Terms.Discount!.Value));
    }

    [Theory]
    [InlineData("1.2", "含义不明确")]
    [InlineData("0", "超出范围")]
    [InlineData("NaN", "不是有效的折扣")]
    [InlineData("0.85001", "小数位过多")]
    public void What_is_no_discount_is_refused_in_the_cell_and_stays_typed(string text, string reason)
    {
        var cell = RenderCell(0.9m);
        Type(cell, text);
        Press(cell, "Enter");
        Assert.Empty(saved);
        Assert.Contains(reason, cell.Find("[data-testid=error-discount]").TextContent, StringComparison.Ordinal);
        Assert.Equal(text, cell.Find("input").GetAttribute("value"));
        Press(cell, "Escape");
        Assert.Equal("0.90", cell.Find("input").GetAttribute("value"));
        Assert.Empty(cell.FindAll("[data-testid=error-discount]"));
    }

    [Fact]
    public void A_refusal_of_the_service_stands_in_the_cell_and_nothing_typed_is_lost()
    {
        answer = new CellAnswer(false, "低于成本");
        var cell = RenderCell(0.9m);
        Type(cell, "0.5");
        Press(cell, "Enter");
        Assert.Equal("低于成本", cell.Find("[data-testid=error-discount]").TextContent);
        Assert.Equal("0.5", cell.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void What_somebody_else_has_saved_is_shown_beside_what_was_typed_and_whoever_typed_decides()
    {
        answer = new CellAnswer(false, Theirs: Of(0.92m));
        var cell = RenderCell(0.9m);
        Type(cell, "0.95");
        // Theirs arrives with a list that is read anew; what was shown when typing began is what is compared.
        cell.Render(parameters => parameters.Add(c => c.Standing, Of(0.92m)));
        Press(cell, "Enter");
        Assert.Equal(0.9m, Assert.Single(saved).Shown.Terms.Discount);
        Assert.Equal(("0.90", "0.92", "0.95"), (Value(cell, "before"), Value(cell, "theirs"), Value(cell, "mine")));

        answer = CellAnswer.Saved;
        cell.Find("[data-testid=action-keep-mine]").Click();
        Assert.Equal((0.95m, 0.92m), (saved[1].Value!.Value, saved[1].Shown.Terms.Discount!.Value));
        Assert.Empty(cell.FindAll("[data-testid=conflict-discount]"));
    }

    [Fact]
    public void Whoever_keeps_theirs_has_nothing_left_to_save()
    {
        answer = new CellAnswer(false, Theirs: Of(0.92m));
        var cell = RenderCell(0.9m);
        Type(cell, "0.95");
        Press(cell, "Enter");
        cell.Find("[data-testid=action-take-theirs]").Click();
        Assert.Equal("0.92", cell.Find("input").GetAttribute("value"));
        Press(cell, "Enter");
        Assert.Single(saved);
    }

    [Fact]
    public void A_list_that_is_read_anew_does_not_touch_what_is_being_typed()
    {
        var cell = RenderCell(0.9m);
        // Another way of writing what stands is nothing new.
        Type(cell, "9折");
        cell.Render(parameters => parameters.Add(c => c.Standing, Of(0.8m)));
        Assert.Equal("0.80", cell.Find("input").GetAttribute("value"));
        Type(cell, "0.85");
        cell.Render(parameters => parameters.Add(c => c.Standing, Of(0.7m)));
        Assert.Equal("0.85", cell.Find("input").GetAttribute("value"));
    }

    [Fact]
    public async Task What_is_typed_on_while_a_cell_is_saved_stays_and_is_over_what_was_saved()
    {
        var saving = new TaskCompletionSource<CellAnswer>();
        var cell = RenderCell(0.9m);
        cell.Render(parameters => parameters.Add(c => c.Save, (value, shown) =>
        {
            saved.Add((value, shown));
            return saved.Count == 1 ? saving.Task : Task.FromResult(CellAnswer.Saved);
        }));
        Type(cell, "0.85");
        Press(cell, "Enter");
        Type(cell, "0.86");
        Press(cell, "Enter");
        Assert.Equal(0.85m, Assert.Single(saved).Value);

        cell.Render(parameters => parameters.Add(c => c.Standing, Of(0.85m)));
        await cell.InvokeAsync(() => saving.SetResult(CellAnswer.Saved));
        cell.WaitForAssertion(() => Assert.Empty(cell.FindAll("[aria-busy]")));
        Assert.Equal("0.86", cell.Find("input").GetAttribute("value"));
        Press(cell, "Enter");
        Assert.Equal((0.86m, 0.85m), (saved[1].Value!.Value, saved[1].Shown.Terms.Discount!.Value));
    }

    private static StandingTerms Of(decimal discount) => new(Terms.Of(discount, null));

    private static string Value(IRenderedComponent<TermsCell> cell, string name) => cell.Find($"[data-testid=value-{name}]").TextContent;

    private static void Type(IRenderedComponent<TermsCell> cell, string text) => cell.Find("input").Input(text);

    private static void Press(IRenderedComponent<TermsCell> cell, string key) => cell.Find("input").KeyDown(new KeyboardEventArgs { Key = key });

    private IRenderedComponent<TermsCell> RenderCell(decimal discount) => Render<TermsCell>(parameters => parameters
        .Add(c => c.Name, "discount").Add(c => c.Label, "折扣").Add(c => c.Standing, Of(discount)).Add(c => c.Discount, true)
        .Add(c => c.Save, (value, shown) =>
        {
            saved.Add((value, shown));
            return Task.FromResult(answer);
        }));
}
