using System.Net;
using System.Text.RegularExpressions;
using KBoss.Domain.SignIn;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Organizations;

/// <summary>The three steps of registering over HTTP, and every way in which people leave them.</summary>
public sealed class RegisterPagesTests : IAsyncDisposable
{
    private const string Phone = "13911110002";

    private static readonly (string Name, string Value)[] Details =
    [
        ("kind", "Individual"), ("name", "个人客户"), ("id-number", "110101199003070476"), ("user-name", "some.body"), ("phone", Phone),
        ("password", People.Password), ("password-repeat", People.Password), ("consent", "true"),
    ];

    private readonly WebKBoss web = new();

    [Fact]
    public async Task A_code_can_be_wrong_four_times_runs_out_and_can_be_sent_again()
    {
        var visitor = web.Visit();
        await visitor.GetAsync("/account/register?code=KAIYUAN8");
        using var sent = await visitor.PostAsync("phone", ("phone", $" {Phone} "));
        Assert.Equal("/account/register?step=code&code=KAIYUAN8", PathOf(sent));
        await visitor.GetAsync(PathOf(sent));
        var first = await web.Phones.CodeAsync(Phone);
        foreach (var left in new[] { 4, 3, 2, 1 })
        {
            await visitor.PostAsync("code", ("code", People.Wrong(first)));
            Assert.Contains($"还可以再试 {left} 次", visitor.Page, StringComparison.Ordinal);
        }

        await visitor.PostAsync("code", ("code", People.Wrong(first)));
        Assert.Contains("验证码已失效", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("code", ("code", first));
        Assert.Contains("验证码已失效", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("resend");
        Assert.Contains("秒后", visitor.Page, StringComparison.Ordinal);

        web.Time.Advance(OneTimeCode.Pause);
        using (var again = await visitor.PostAsync("resend"))
        {
            Assert.Equal("/account/register?step=code&code=KAIYUAN8", PathOf(again));
        }

        var second = await web.Phones.CodeAsync(Phone, 1);
        web.Time.Advance(OneTimeCode.Lifetime);
        await visitor.PostAsync("code", ("code", second));
        Assert.Contains("验证码已失效", visitor.Page, StringComparison.Ordinal);
        using (var again = await visitor.PostAsync("resend"))
        {
            await visitor.GetAsync(PathOf(again));
        }

        using var given = await visitor.PostAsync("code", ("code", await web.Phones.CodeAsync(Phone, 2)));
        Assert.Equal("/account/register?step=details&code=KAIYUAN8", PathOf(given));
        await visitor.GetAsync(PathOf(given));
        Assert.Contains("value=\"KAIYUAN8\"", visitor.Page, StringComparison.Ordinal);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Going_back_and_loading_again_sends_nothing_twice_and_loses_no_step()
    {
        var visitor = web.Visit();
        await visitor.GetAsync("/account/register");
        using var first = await visitor.PostAsync("phone", ("phone", Phone));
        await visitor.GetAsync("/account/register");
        using var second = await visitor.PostAsync("phone", ("phone", Phone));
        Assert.Equal("/account/register?step=code", PathOf(second));
        var code = await web.Phones.CodeAsync(Phone);
        Assert.Equal(1, web.Phones.CountOf(Phone));

        await visitor.GetAsync(PathOf(second));
        Assert.Contains("data-step=\"Code\"", visitor.Page, StringComparison.Ordinal);
        using var given = await visitor.PostAsync("code", ("code", code));
        // The same form once more, as the button for loading again sends it.
        using var repeated = await visitor.PostAsync("code", ("code", code));
        Assert.Equal(("/account/register?step=details", "/account/register?step=details"), (PathOf(given), PathOf(repeated)));
        using (var back = await visitor.GetAsync("/account/register?step=code"))
        {
            Assert.Equal("/account/register?step=details", PathOf(back));
        }

        await visitor.GetAsync("/account/register");
        using var once = await visitor.PostAsync("phone", ("phone", Phone));
        Assert.Equal("/account/register?step=details", PathOf(once));
        Assert.Equal(1, web.Phones.CountOf(Phone));
    }

    [Theory]
    [InlineData("/account/register?step=code")]
    [InlineData("/account/register?step=details")]
    [InlineData("/account/register?step=other")]
    public async Task Who_comes_to_a_later_step_with_nothing_begins_with_the_phone(string address)
    {
        var visitor = web.Visit();

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(address)).StatusCode);

        Assert.Contains("data-step=\"Phone\"", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("重新开始", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_that_ran_out_loses_nothing_that_was_typed_and_is_given_anew_in_another_window()
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, Phone);
        web.Time.Advance(RegistrationCode.ProofLifetime);

        using (var late = await visitor.PostAsync("register", ("id-photo", "card.pdf", People.Pdf), Details))
        {
            Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        }

        Assert.Contains("action-prove-again", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"some.body\"", visitor.Page, StringComparison.Ordinal);
        var key = Regex.Match(visitor.Page, "name=\"id-photo-key\" value=\"([0-9a-f]+)\"").Groups[1].Value;
        Assert.NotEmpty(key);
        await AssertNothingAsync();

        var form = visitor.Page;
        await visitor.ProveAsync(web, Phone);
        using var done = await visitor.PostToAsync("/account/register?step=details", "register", [.. Details, ("id-photo-key", key)]);
        Assert.StartsWith("/account/login?registered=c", PathOf(done), StringComparison.Ordinal);
        Assert.Contains("data-step=\"Details\"", form, StringComparison.Ordinal);
        await using var db = web.Db();
        var member = await db.Members.SingleAsync(m => m.Phone == Phone);
        Assert.Equal(1, await db.StoredFiles.CountAsync(f => f.OrganizationId == member.OrganizationId));
    }

    [Fact]
    public async Task Two_windows_with_two_phones_never_register_the_one_with_the_proof_of_the_other()
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, Phone);
        await visitor.ProveAsync(web, "13911110003");

        using var first = await visitor.PostAsync("register", Details);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Contains("action-prove-again", visitor.Page, StringComparison.Ordinal);
        await AssertNothingAsync();
    }

    [Fact]
    public async Task Who_sends_the_form_twice_gets_one_account_and_begins_anew()
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, Phone);
        using var first = await visitor.PostAsync("register", Details);
        using var second = await visitor.PostAsync("register", Details);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        await using var db = web.Db();
        Assert.Equal(1, await db.Members.CountAsync(m => m.Phone == Phone));
        await visitor.GetAsync("/account/register?step=details");
        Assert.Contains("data-step=\"Phone\"", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_an_account_is_told_so_and_led_on_once_the_phone_is_proven()
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, "13800000002");

        Assert.Contains("value-has-account", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("href=\"/account/forgot\"", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("field-user-name", visitor.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Company")]
    [InlineData("?kind=Individual", "Individual")]
    [InlineData("?kind=company", "Company")]
    [InlineData("?kind=xxx", "Company")]
    [InlineData("?kind=0", "Company")]
    [InlineData("?kind=Individual,Company", "Company")]
    public async Task An_unknown_kind_in_the_address_shows_the_page_as_it_is_without_one(string query, string chosen)
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, Phone, query);

        Assert.Matches($"value=\"{chosen}\" checked", visitor.Page);
    }

    [Theory]
    [InlineData("xxx")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("99")]
    [InlineData("Individual,Company")]
    public async Task An_unknown_kind_that_is_posted_registers_nobody(string kind)
    {
        var visitor = web.Visit();
        await visitor.ProveAsync(web, Phone, "?kind=Individual");

        using var answer = await visitor.PostAsync("register", ("licence.pdf", People.Pdf), [
            ("kind", kind), ("credit-code", "91350100M000100Y43"), ("contact", "联系人"), .. Details.Skip(1)]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("error-kind", visitor.Page, StringComparison.Ordinal);
        await AssertNothingAsync();
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task AssertNothingAsync()
    {
        await using var db = web.Db();
        Assert.False(await db.Members.AnyAsync(m => m.Phone == Phone || m.UserName == "some.body"));
        Assert.False(await db.Organizations.AnyAsync(o => o.Name == "个人客户" && o.CreatedAt > TestKBoss.Start.UtcDateTime));
    }

    private static string PathOf(HttpResponseMessage answer)
    {
        var location = answer.Headers.Location!;
        return location.IsAbsoluteUri ? location.PathAndQuery : location.ToString();
    }
}
