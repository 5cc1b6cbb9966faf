using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace KBoss.Tests.Support;

/// <summary>What axe finds in a page (WCAG 2.2 AA and what it advises besides).</summary>
internal static class Accessibility
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// What is read again is paler meanwhile, and what is coming or going is looked through: both are waited for.
    /// The serious and critical violations of all rules, each with its first elements. The page itself looks for them: the runner of the
    /// package opens a second page for every look and fetches all that is right as well, which takes four times as long.
    /// </summary>
    /// <param name="page">The page that is looked at.</param>
    /// <param name="colours">
    /// Whether the contrast of texts is measured too, which takes three quarters of the time; a page that is seen in another language or width has the same colours.
    /// </param>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(IPage page, bool colours = true)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script + ";0");
        }

        await page.WaitForFunctionAsync(
            "() => !document.querySelector('[aria-busy=true]') && document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)");
        return await page.EvaluateAsync<string[]>(
            """
            async colours => (await axe.run(document, { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: colours } } })).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.help} (${v.nodes.slice(0, 2).map(n => n.html).join(' | ')})`)
            """,
            colours);
    }
}
