using KBoss.Domain.Common;
using Markdig;

namespace KBoss.Infrastructure.Common;

/// <summary>What Markdown means here, for those who keep it and those who show it.</summary>
public static class MarkdownRules
{
    /// <summary>The usual extensions; HTML is text.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder().UseAdvancedExtensions().DisableHtml().Build();

    /// <summary>Goes on only with a text that can be shown; one whose parts stand too deep inside one another is <c>Common.MarkdownTooDeep</c>.</summary>
    public static void Demand(string? text, string field)
    {
        if (ToHtml(text ?? "") is null)
        {
            throw new RuleException("Common.MarkdownTooDeep") { Field = field };
        }
    }

    /// <summary>The text as HTML that is still to be made harmless; null when its parts stand too deep inside one another.</summary>
    public static string? ToHtml(string text)
    {
        try
        {
            return Markdown.ToHtml(text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's only refusal: it goes no deeper than its stack is sure to bear.
            return null;
        }
    }
}
