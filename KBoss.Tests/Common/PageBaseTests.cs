using Bunit;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Web.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Common;

public sealed class PageBaseTests : ComponentTest
{
    [Fact]
    public async Task A_second_click_while_the_first_runs_does_nothing()
    {
        var page = Render<SamplePage>();
        var gate = new TaskCompletionSource();
        var runs = 0;

        var first = page.InvokeAsync(() => page.Instance.Do(() =>
        {
            runs++;
            return gate.Task;
        }));
        var second = await page.InvokeAsync(() => page.Instance.Do(() =>
        {
            runs++;
            return Task.CompletedTask;
        }));
        gate.SetResult();

        Assert.True(await first);
        Assert.False(second);
        Assert.Equal(1, runs);
        Assert.False(page.Instance.IsBusy);
    }

    [Fact]
    public async Task What_is_saved_as_it_is_typed_comes_after_what_is_under_way_and_in_order()
    {
        var page = Render<SamplePage>();
        var gate = new TaskCompletionSource();
        var ran = new List<int>();

        var first = page.InvokeAsync(() => page.Instance.DoInTurn(async () =>
        {
            await gate.Task;
            ran.Add(1);
        }));
        var others = new[] { 2, 3 }.Select(i => page.InvokeAsync(() => page.Instance.DoInTurn(async () =>
        {
            await Task.Yield();
            ran.Add(i);
        }))).ToList();
        Assert.Empty(ran);
        gate.SetResult();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal([1, 2, 3], ran);
        Assert.False(page.Instance.IsBusy);
    }

    [Fact]
    public async Task What_an_act_says_is_said_when_it_is_over_for_a_click_before_that_is_ignored()
    {
        var page = Render<SamplePage>();
        var gate = new TaskCompletionSource();

        var act = page.InvokeAsync(() => page.Instance.Do(() =>
        {
            page.Instance.Say("Saved");
            return gate.Task;
        }));
        Assert.Empty(Toasts.FindAll("[data-testid=toast-success]"));
        gate.SetResult();

        Assert.True(await act);
        Toasts.WaitForAssertion(() => Assert.Equal("Saved", Assert.Single(Toasts.FindAll("[data-testid=toast-success]")).TextContent));
    }

    [Fact]
    public async Task A_refusal_is_shown_at_its_field_and_not_said_twice()
    {
        var page = Render<SamplePage>();

        var done = await page.InvokeAsync(() => page.Instance.Do(() => throw new RuleException("Common.TextTooLong", 40) { Field = "name" }));

        Assert.False(done);
        Assert.Equal("最多 40 个字符。", page.Find("[data-testid=error-name]").TextContent);
        Assert.Empty(Toasts.FindAll("[data-testid=toast-error]"));
    }

    [Fact]
    public async Task All_that_is_wrong_is_shown_at_once_at_its_field_or_in_a_toast()
    {
        var page = Render<SamplePage>();

        await page.InvokeAsync(() => page.Instance.Do(() =>
        {
            Refusals.All(() => Require.Text(new string('x', 41), "elsewhere", 40), () => Require.Text("", "name"));
            return Task.CompletedTask;
        }));

        Assert.NotEmpty(page.FindAll("[data-testid=error-name]"));
        Toasts.WaitForAssertion(() => Assert.Equal("最多 40 个字符。", Assert.Single(Toasts.FindAll("[data-testid=toast-error]")).TextContent));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("elsewhere")]
    public async Task A_refusal_that_no_field_of_the_page_shows_is_a_toast(string? field)
    {
        var page = Render<SamplePage>();

        await page.InvokeAsync(() => page.Instance.Do(() => throw new RuleException("Common.TextTooLong", 40) { Field = field }));

        Toasts.WaitForAssertion(() => Assert.Equal("最多 40 个字符。", Toasts.Find("[data-testid=toast-error]").TextContent));
        Assert.Empty(page.FindAll("[data-testid=error-name]"));
    }

    [Fact]
    public async Task A_field_of_the_form_says_a_refusal_alone_until_it_is_gone()
    {
        var page = Render<FormPage>();
        Task<bool> RefuseAsync() => page.InvokeAsync(() => page.Instance.Do(() => throw new RuleException("Common.TextTooLong", 40) { Field = "name" }));

        await RefuseAsync();

        Assert.Equal("最多 40 个字符。", page.Find("[data-testid=error-name]").TextContent);
        Assert.Empty(Toasts.FindAll("[data-testid=toast-error]"));

        page.Instance.HasField = false;
        page.Render();
        await RefuseAsync();

        Toasts.WaitForElement("[data-testid=toast-error]");
    }

    [Fact]
    public async Task The_next_act_clears_what_was_refused()
    {
        var page = Render<SamplePage>();
        await page.InvokeAsync(() => page.Instance.Do(() => throw new RuleException("Common.TextRequired") { Field = "name" }));

        await page.InvokeAsync(() => page.Instance.Do(() => Task.CompletedTask));

        Assert.Empty(page.FindAll("[data-testid=error-name]"));
    }

    [Fact]
    public async Task An_unexpected_failure_tells_the_correlation_id_and_nothing_else()
    {
        var page = Render<SamplePage>();

        await page.InvokeAsync(() => page.Instance.Do(() => throw new InvalidOperationException("connection string …")));

        Toasts.WaitForAssertion(() =>
        {
            var text = Toasts.Find("[data-testid=toast-error]").TextContent;
            Assert.Contains(Services.GetRequiredService<Correlation>().Id, text, StringComparison.Ordinal);
            Assert.DoesNotContain("connection string", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Leaving_the_page_cancels_its_work_without_a_word()
    {
        var page = Render<SamplePage>();
        var (instance, lifetime) = (page.Instance, page.Instance.Lifetime);
        var act = page.InvokeAsync(() => page.Instance.Do(() => Task.Delay(Timeout.Infinite, lifetime)));

        await DisposeComponentsAsync();

        Assert.False(await act);
        Assert.True(lifetime.IsCancellationRequested);
        // A question that was open when the page went is answered after it.
        Assert.True(instance.Lifetime.IsCancellationRequested);
    }

    [Fact]
    public void A_missing_permission_while_loading_names_the_role()
    {
        var page = Render<PageBoundary>(p => p.AddChildContent<Refusing>(r => r.Add(x => x.With, new PermissionException(Permissions.LedgerView))));

        Assert.Contains("“财务”角色", page.Find("[data-testid=page-forbidden]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_that_is_not_there_shows_the_404_page_until_the_visitor_goes_on()
    {
        var page = Render<PageBoundary>(p => p.AddChildContent<Refusing>(r => r.Add(x => x.With, new NotFoundException("Order", 5))));
        Assert.NotNull(page.Find("[data-testid=page-not-found]"));

        Refusing.Mended = true;
        Services.GetRequiredService<NavigationManager>().NavigateTo("elsewhere");

        page.WaitForAssertion(() => Assert.Contains("mended", page.Markup, StringComparison.Ordinal));
        Refusing.Mended = false;
    }

    [Fact]
    public void An_unexpected_failure_while_loading_shows_the_error_page_with_its_number()
    {
        var page = Render<PageBoundary>(p => p.AddChildContent<Refusing>(r => r.Add(x => x.With, new InvalidOperationException("secret"))));

        Assert.Equal(Services.GetRequiredService<Correlation>().Id, page.Find("[data-testid=value-correlation]").TextContent);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
    }

    public sealed class SamplePage : PageBase
    {
        public bool IsBusy => Busy;

        public CancellationToken Lifetime => Cancellation;

        public Task<bool> Do(Func<Task> act) => RunAsync(act);

        public Task<bool> DoInTurn(Func<Task> act) => RunInTurnAsync(act);

        public void Say(string text) => Toast.Success(text);

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Errors["name"] is { } error)
            {
                builder.OpenElement(0, "div");
                builder.AddAttribute(1, "data-testid", "error-name");
                builder.AddContent(2, error);
                builder.CloseElement();
            }
        }
    }

    public sealed class FormPage : PageBase
    {
        public bool HasField { get; set; } = true;

        public Task<bool> Do(Func<Task> act) => RunAsync(act);

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<Form>(0);
            builder.AddAttribute(1, nameof(Form.Errors), Errors);
            builder.AddAttribute(2, nameof(Form.ChildContent), (RenderFragment)(fields =>
            {
                if (HasField)
                {
                    fields.OpenComponent<TextField>(0);
                    fields.AddAttribute(1, "Name", "name");
                    fields.AddAttribute(2, "Label", "Name");
                    fields.CloseComponent();
                }
            }));
            builder.CloseComponent();
        }
    }

    public sealed class Refusing : ComponentBase
    {
        public static bool Mended { get; set; }

        [Parameter]
        public Exception With { get; set; } = null!;

        protected override void OnInitialized()
        {
            if (!Mended)
            {
                throw With;
            }
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "mended");
    }
}
