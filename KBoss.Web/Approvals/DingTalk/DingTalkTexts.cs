namespace KBoss.Web.Approvals.DingTalk;

/// <summary>Marks the texts about DingTalk.</summary>
public sealed class DingTalkTexts;
