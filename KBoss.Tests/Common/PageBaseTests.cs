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
    public async Task A_refusal_is_shown_as_a_toast_and_at_its_field()
    {
        var page = Render<SamplePage>();

        var done = await page.InvokeAsync(() => page.Instance.Do(() => throw new RuleException("Common.TextTooLong", 40) { Field = "name" }));

        Assert.False(done);
        Toasts.WaitForAssertion(() => Assert.Equal("最多 40 个字符。", Toasts.Find("[data-testid=toast-error]").TextContent));
        Assert.Equal("最多 40 个字符。", page.Find("[data-testid=error-name]").TextContent);
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
        var lifetime = page.Instance.Lifetime;
        var act = page.InvokeAsync(() => page.Instance.Do(() => Task.Delay(Timeout.Infinite, lifetime)));

        await DisposeComponentsAsync();

        Assert.False(await act);
        Assert.True(lifetime.IsCancellationRequested);
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
