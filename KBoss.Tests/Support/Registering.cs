using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Registration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KBoss.Tests.Support;

/// <summary>Registering as people do: first the phone, by the code on it, then everything else.</summary>
public static class Registering
{
    /// <summary>Proves a phone by the code that comes to it.</summary>
    public static async Task<AskedPhone> ProveAsync(this TestKBoss boss, string phone)
    {
        await using var window = boss.NewScope();
        var registration = window.ServiceProvider.GetRequiredService<RegistrationService>();
        var asked = await registration.SendCodeAsync(phone);
        await registration.GiveCodeAsync(asked, await boss.CodeOnAsync(asked.Phone));
        return asked;
    }

    /// <summary>Proves the phone of a registration and registers, in a window of its own.</summary>
    public static async Task<Registered> RegisterAsync(this TestKBoss boss, Registration input)
    {
        var proof = await boss.ProveAsync(input.Phone!);
        await using var window = boss.NewScope();
        return await window.ServiceProvider.GetRequiredService<RegistrationService>().RegisterAsync(input, proof);
    }

    /// <summary>Lets staff have found that number and document are the organization's, straight through the domain.</summary>
    public static async Task VerifyAsync(this TestKBoss boss, long organizationId)
    {
        await using var db = boss.Db();
        (await db.OrganizationIdentities.SingleAsync(i => i.BuyerId == organizationId)).Verify(By.Part("test"), boss.Now);
        await db.SaveChangesAsync();
    }

    /// <summary>Lets staff have passed on who waits to join, straight through the domain; the request to the Admin.</summary>
    public static async Task<JoinRequest> PassOnAsync(this TestKBoss boss, string phone)
    {
        await using var db = boss.Db();
        var claim = await db.JoinClaims.SingleAsync(c => c.Phone == phone && c.Status == JoinClaimStatus.Waiting);
        await boss.Get<FileStore>().RemoveAsync(db, claim.DocumentFileKey);
        var request = claim.PassOn(By.Part("test"), boss.Now);
        db.Add(request);
        await db.SaveChangesAsync();
        return request;
    }

    /// <summary>Goes through the first two steps over HTTP, up to the page where everything else is filled in.</summary>
    public static async Task ProveAsync(this Visitor visitor, WebKBoss web, string phone, string query = "")
    {
        var before = web.Phones.CountOf(phone);
        await visitor.GetAsync("/account/register" + query);
        using var sent = await visitor.PostAsync("phone", ("phone", phone));
        await visitor.GetAsync(sent.Headers.Location!.ToString());
        using var given = await visitor.PostAsync("code", ("code", await web.Phones.CodeAsync(phone, before)));
        await visitor.GetAsync(given.Headers.Location!.ToString());
    }

    /// <summary>A photo of an ID card, as far as its first bytes say.</summary>
    public static FilePayload Card { get; } = new() { Name = "card.pdf", MimeType = "application/pdf", Buffer = People.Pdf };

    /// <summary>Lets staff of the platform pass on who waits to join, on their page.</summary>
    public static async Task PassOnAsync(this Browser browser, RunningKBoss app, string userName)
    {
        await using var staff = await browser.OpenAsync(app);
        await staff.SignInAsync("admin", "13800000001");
        await staff.GoAsync("/admin/join-claims?status=Waiting");
        await staff.Row("join-claims", userName).GetByTestId("action-pass-on").ClickAsync();
        await staff.Id("dialog-pass-on").GetByTestId("action-confirm").ClickAsync();
        await staff.SucceededAsync();
    }

    /// <summary>Goes through the first two steps in a browser, up to the page where everything else is filled in.</summary>
    public static async Task ProveAsync(this Window window, RunningKBoss app, string phone, string query = "")
    {
        var before = await app.LastMessageAtAsync(phone);
        await window.GoAsync("/account/register" + query);
        await window.Id("field-phone").FillAsync(phone);
        await window.ClickAsync("action-send");
        await window.Id("field-code").FillAsync(await app.CodeAsync(phone, before));
        await window.ClickAsync("action-prove");
        await Expect(window.Id("value-phone")).ToHaveTextAsync(phone);
    }
}
