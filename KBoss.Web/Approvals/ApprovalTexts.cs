using System.Globalization;
using KBoss.Domain.Approvals;
using KBoss.Infrastructure.Approvals;
using KBoss.Web.Common;
using Microsoft.Extensions.Localization;

namespace KBoss.Web.Approvals;

/// <summary>Marks the words of the pages of approvals.</summary>
public sealed class ApprovalTexts;

/// <summary>How requests are named and coloured.</summary>
internal static class ApprovalNames
{
    /// <summary>The state of a request in words.</summary>
    public static string Status(this IStringLocalizer<ApprovalTexts> words, ApprovalRow request) =>
        request.IsAskedBack ? words["Status.AskedBack"] : words[$"Status.{request.Status}"];

    /// <summary>What waits asks to be acted on; what could not be carried out is wrong.</summary>
    public static Tone Tone(this ApprovalRow request) => request.Status switch
    {
        ApprovalStatus.Pending => request.IsAskedBack ? Common.Tone.Info : Common.Tone.Warning,
        ApprovalStatus.Approved => Common.Tone.Success,
        ApprovalStatus.Refused or ApprovalStatus.Failed => Common.Tone.Danger,
        _ => Common.Tone.Neutral,
    };

    /// <summary>A margin in per cent.</summary>
    public static string Percent(decimal rate) => (rate * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
