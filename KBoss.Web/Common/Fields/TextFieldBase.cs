using KBoss.Domain.Common;
using Microsoft.AspNetCore.Components;

namespace KBoss.Web.Common;

/// <summary>A field whose text comes from the browser as it was typed.</summary>
public abstract class TextFieldBase : FieldBase<string>
{
    private string? arrived;

    /// <summary>The most characters that the browser lets in.</summary>
    [Parameter]
    public int MaxLength { get; set; } = LongText.MaxLength;

    /// <summary>Whether a text of this length, not counting line ends, is what the page knows: what came last from the browser or what the page shows.</summary>
    internal bool Knows(int length) => length == LengthOf(arrived) || length == LengthOf(Value);

    protected Task ChangeAsync(ChangeEventArgs e)
    {
        arrived = (string?)e.Value;
        return SetAsync(arrived);
    }

    /// <summary>Browsers write line ends in their own way.</summary>
    private static int LengthOf(string? text) => text?.Count(c => c is not ('\r' or '\n')) ?? 0;
}
