using AngleSharp.Dom;
using Bunit;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Pricing.Workbench;
using KBoss.Tests.Support;
using KBoss.Web.Pricing.Workbench;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Pricing;

/// <summary>The terms workbench as it is drawn.</summary>
public sealed class TermsWorkbenchPageTests
{
    [Fact]
    public async Task Cells_that_are_saved_one_right_after_the_other_are_all_saved()
    {
        await using var world = await OwnTermsWorld.StartAsync();
        await using var pages = new PageTest(world.Boss, world.Operations);
        pages.Services.AddSingleton<TermsInput>();
        var workbench = pages.Open<TermsWorkbench>(p => p.Add(w => w.Scope, TermsScope.Public));
        workbench.WaitForElement("[data-testid='row-discounts']");

        await using (await HeldWriter.TakeAsync(world.Boss.Get<KBossDbContextFactory>()))
        {
            for (var i = 0; i < 2; i++)
            {
                Cell(i).Input($"0.8{i + 1}");
                _ = Cell(i).KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
            }
        }

        workbench.WaitForAssertion(() => Assert.Empty(workbench.FindAll("[data-dirty]")));
        Assert.Equal(("0.81", "0.82"), (Cell(0).GetAttribute("value"), Cell(1).GetAttribute("value")));

        IElement Cell(int i) => workbench.Find($"[data-testid='row-discounts'][data-key='{world.Codes[i]}'] [data-testid='field-discount']");
    }
}
