namespace KBoss.Domain.Common;

/// <summary>The longest text that any field takes; what carries what people type is made to fit it.</summary>
public static class LongText
{
    /// <summary>In UTF-16 code units, as the database and the browser count.</summary>
    public const int MaxLength = 20_000;
}
