using System.Text.RegularExpressions;
using KBoss.Tests.Support;
using KBoss.Web.Common;
using MudBlazor;
using MudBlazor.Utilities;

namespace KBoss.Tests.Common;

public sealed partial class ThemeTests
{
    public static TheoryData<string> Modes => ["light", "dark"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_text_stands_out_from_its_ground(string mode)
    {
        Palette p = mode == "light" ? Theme.Default.PaletteLight : Theme.Default.PaletteDark;
        MudColor[] grounds = [p.Surface, p.Background, p.BackgroundGray, p.TableStriped, p.TableHover];
        MudColor[] texts = [p.TextPrimary, p.TextSecondary];
        MudColor[] tones = [p.Primary, p.Tertiary, p.Info, p.Success, p.Warning, p.Error];
        (MudColor Text, MudColor Ground)[] pairs =
        [
            .. grounds.SelectMany(ground => texts.Select(text => (text, ground))),
            .. tones.Select(tone => (tone, p.Surface)),
            .. tones.Select(tone => (tone, p.Background)),
            // the status chip: the tone on a ground tinted by it
            .. tones.Append(p.TextSecondary).Select(tone => (Mix(tone, p.TextPrimary, .88), Mix(tone, p.Surface, .11))),
            (p.TextDisabled, p.Surface), (p.AppbarText, p.AppbarBackground), (p.DrawerText, p.DrawerBackground),
            (p.Primary, Mix(p.Primary, p.Surface, .09)),
            (p.PrimaryContrastText, p.Primary), (p.ErrorContrastText, p.Error), (p.SuccessContrastText, p.Success),
            (p.WarningContrastText, p.Warning), (p.InfoContrastText, p.Info),
        ];

        Assert.All(pairs, pair => Assert.True(Contrast(pair.Text, pair.Ground) >= 4.5, $"{pair.Text} on {pair.Ground}: {Contrast(pair.Text, pair.Ground):0.00}"));
        Assert.All(grounds[..2], ground => Assert.True(Contrast(p.LinesInputs, ground) >= 3, $"input border on {ground}: {Contrast(p.LinesInputs, ground):0.00}"));
    }

    [Fact]
    public void Colours_stand_in_the_theme_alone()
    {
        var strays =
            from file in Project.Files("KBoss.Web", "*.css", "*.razor")
            from line in File.ReadLines(file)
            where Colour().IsMatch(line)
            select $"{Path.GetFileName(file)}: {line.Trim()}";

        Assert.Empty(strays);
    }

    private static MudColor Mix(MudColor a, MudColor b, double share) =>
        new(
            (byte)Math.Round((a.R * share) + (b.R * (1 - share))),
            (byte)Math.Round((a.G * share) + (b.G * (1 - share))),
            (byte)Math.Round((a.B * share) + (b.B * (1 - share))),
            (byte)255);

    private static double Contrast(MudColor a, MudColor b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + .05) / (Math.Min(x, y) + .05);
    }

    private static double Luminance(MudColor c) => (.2126 * Linear(c.R)) + (.7152 * Linear(c.G)) + (.0722 * Linear(c.B));

    private static double Linear(byte channel)
    {
        var share = channel / 255.0;
        return share <= .04045 ? share / 12.92 : Math.Pow((share + .055) / 1.055, 2.4);
    }

    [GeneratedRegex(@"(?<![\w&""'(])#[0-9a-fA-F]{3,8}\b(?!\()|\brgba?\(|\bhsla?\(")]
    private static partial Regex Colour();
}
