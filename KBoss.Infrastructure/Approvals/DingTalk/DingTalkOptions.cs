using KBoss.Infrastructure.Common.Vendors;

namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>How this installation is known to DingTalk, as an app of one enterprise: configuration section <c>DingTalk</c>.</summary>
public sealed class DingTalkOptions : VendorOptions
{
    public const string Section = "DingTalk";

    /// <summary>The length of <see cref="EncodingAesKey"/> in characters.</summary>
    public const int AesKeyLength = 43;

    /// <summary>The app's Client ID; also the owner that encrypted pushes must name.</summary>
    public string AppKey { get; set; } = "";

    /// <summary>The app's Client Secret.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The enterprise; when it is set, pushes about another one are refused.</summary>
    public string CorpId { get; set; } = "";

    /// <summary>The approval template (<c>PROC-…</c>) whose fields are those of <see cref="DingTalkForm"/>.</summary>
    public string ProcessCode { get; set; } = "";

    /// <summary>The app's AgentId; DingTalk does not demand it.</summary>
    public long? AgentId { get; set; }

    /// <summary>The token of the event subscription, by which pushes are signed.</summary>
    public string CallbackToken { get; set; } = "";

    /// <summary>The AES key of the event subscription: 43 characters.</summary>
    public string EncodingAesKey { get; set; } = "";

    /// <summary>The user id in whose name a request is started whose maker has no account at DingTalk; empty: it is decided in KBoss only.</summary>
    public string OriginatorUserId { get; set; } = "";

    /// <summary>The address under which people reach KBoss, for the link in the form.</summary>
    public string AppUrl { get; set; } = "";

    public string ApiHost { get; set; } = "https://api.dingtalk.com";

    /// <summary>The host of the older interface, where users are found by phone.</summary>
    public string OldApiHost { get; set; } = "https://oapi.dingtalk.com";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);

    public override TimeSpan PerAttempt => Timeout;

    protected override string SectionName => Section;

    protected override IEnumerable<(string Name, string? Value)> Required =>
    [
        (nameof(AppKey), AppKey),
        (nameof(AppSecret), AppSecret),
        (nameof(ProcessCode), ProcessCode),
        (nameof(CallbackToken), CallbackToken),
        (nameof(EncodingAesKey), EncodingAesKey.Trim().Length == AesKeyLength ? EncodingAesKey : ""),
        (nameof(AppUrl), AppUrl),
        (nameof(ApiHost), ApiHost),
        (nameof(OldApiHost), OldApiHost),
    ];
}
