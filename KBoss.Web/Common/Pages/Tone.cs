namespace KBoss.Web.Common;

/// <summary>What a status means for its reader.</summary>
public enum Tone
{
    /// <summary>Nothing is to be done: draft, cancelled, ended.</summary>
    Neutral,

    /// <summary>Something is under way.</summary>
    Info,

    /// <summary>All is well.</summary>
    Success,

    /// <summary>Somebody should act.</summary>
    Warning,

    /// <summary>Something is wrong.</summary>
    Danger,
}

/// <summary>How much a button asks to be pressed.</summary>
public enum ButtonKind
{
    /// <summary>An act among others.</summary>
    Plain,

    /// <summary>What the page is for; one at a time.</summary>
    Primary,

    /// <summary>Takes something away.</summary>
    Danger,

    /// <summary>Text or icon alone, in rows and bars.</summary>
    Quiet,
}
