using Microsoft.Extensions.Localization;
using MudBlazor;

namespace KBoss.Web.Common;

/// <summary>Gives the component library's own texts in the language of the page.</summary>
public sealed class ZhMudLocalizer(IStringLocalizer<MudTexts> texts) : MudLocalizer
{
    public override LocalizedString this[string key] => texts[key];

    public override LocalizedString this[string key, params object[] arguments] => texts[key, arguments];
}
