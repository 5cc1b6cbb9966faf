using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>The one look of KBoss: colours of both modes, type, radius and measures. Style sheets and pages use only its variables.</summary>
public static class Theme
{
    private static readonly string[] Fonts =
    [
        "-apple-system", "BlinkMacSystemFont", "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
        "Noto Sans SC", "sans-serif",
    ];

    /// <summary>The theme, shared by every page and circuit.</summary>
    public static MudTheme Default { get; } = Create();

    // Every pair of text and ground below keeps a contrast of 4.5 : 1 or more (ThemeTests).
    private static MudTheme Create()
    {
        var theme = new MudTheme
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#1f56c3",
                PrimaryContrastText = "#ffffff",
                Secondary = "#0b6e74",
                SecondaryContrastText = "#ffffff",
                Tertiary = "#b93a0e",
                TertiaryContrastText = "#ffffff",
                Info = "#1f56c3",
                InfoContrastText = "#ffffff",
                Success = "#14724a",
                SuccessContrastText = "#ffffff",
                Warning = "#8f5100",
                WarningContrastText = "#ffffff",
                Error = "#bb2735",
                ErrorContrastText = "#ffffff",
                Background = "#f5f7fa",
                BackgroundGray = "#ebeff5",
                Surface = "#ffffff",
                TextPrimary = "#172033",
                TextSecondary = "#55607a",
                TextDisabled = "#6c768c",
                ActionDefault = "#55607a",
                ActionDisabled = "#6c768c",
                AppbarBackground = "#ffffff",
                AppbarText = "#172033",
                DrawerBackground = "#ffffff",
                DrawerText = "#172033",
                DrawerIcon = "#55607a",
                LinesDefault = "#e1e6ee",
                LinesInputs = "#7d879d",
                TableLines = "#e8ecf2",
                TableStriped = "#f9fafc",
                TableHover = "#eef3fb",
                Divider = "#e1e6ee",
                OverlayDark = "rgba(16,24,40,.5)",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#8ab2ff",
                PrimaryContrastText = "#0b1a38",
                Secondary = "#63cfd4",
                SecondaryContrastText = "#04282b",
                Tertiary = "#ffa47a",
                TertiaryContrastText = "#3a1303",
                Info = "#8ab2ff",
                InfoContrastText = "#0b1a38",
                Success = "#63d19f",
                SuccessContrastText = "#04291a",
                Warning = "#f2b557",
                WarningContrastText = "#321d00",
                Error = "#ff8f96",
                ErrorContrastText = "#3d060b",
                Background = "#10151f",
                BackgroundGray = "#1d2532",
                Surface = "#171e2a",
                TextPrimary = "#e6eaf2",
                TextSecondary = "#a5b0c5",
                TextDisabled = "#8893a8",
                ActionDefault = "#a5b0c5",
                ActionDisabled = "#8893a8",
                AppbarBackground = "#171e2a",
                AppbarText = "#e6eaf2",
                DrawerBackground = "#171e2a",
                DrawerText = "#e6eaf2",
                DrawerIcon = "#a5b0c5",
                LinesDefault = "#2b3546",
                LinesInputs = "#6b7890",
                TableLines = "#263041",
                TableStriped = "#19212e",
                TableHover = "#202a3a",
                Divider = "#2b3546",
                OverlayDark = "rgba(4,7,12,.65)",
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "224px", AppbarHeight = "64px" },
        };

        theme.Typography.Default.FontFamily = Fonts;
        theme.Typography.Default.FontSize = ".875rem";
        theme.Typography.Body1.FontSize = ".875rem";
        theme.Typography.Body2.FontSize = ".8125rem";
        theme.Typography.H6.FontSize = "1.0625rem";
        theme.Typography.H6.FontWeight = "600";
        return theme;
    }
}
