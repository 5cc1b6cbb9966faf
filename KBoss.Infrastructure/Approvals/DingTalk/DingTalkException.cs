namespace KBoss.Infrastructure.Approvals.DingTalk;

/// <summary>What is wrong when a call to DingTalk brings no usable answer; people read a sentence for each.</summary>
public enum DingTalkFault
{
    /// <summary>A setting is missing.</summary>
    NotConfigured,

    /// <summary>No answer came: network failure, time-out, or an answer that is not what the protocol says.</summary>
    Unreachable,

    /// <summary>DingTalk does not know the app or its secret.</summary>
    Credentials,

    /// <summary>The app lacks a permission point.</summary>
    Permission,

    /// <summary>The approval template is missing, deleted, or has other fields.</summary>
    Template,

    /// <summary>A user has left or is not in the enterprise.</summary>
    User,

    /// <summary>Too many calls; or the edition of DingTalk does not include it.</summary>
    Limit,

    /// <summary>DingTalk does not know the instance.</summary>
    NoInstance,

    /// <summary>DingTalk refuses for another reason.</summary>
    Refused,

    /// <summary>DingTalk has a failure of its own.</summary>
    System,
}

/// <summary>A call to DingTalk that brought no usable answer, with the code that DingTalk gave.</summary>
public sealed class DingTalkException(DingTalkFault fault, string code, string message, Exception? inner = null)
    : Exception($"DingTalk {fault} {code}: {message}", inner)
{
    public DingTalkFault Fault { get; } = fault;

    /// <summary>DingTalk's own code: a word of the new interface, a number of the old one.</summary>
    public string Code { get; } = code;

    /// <summary>Whether asking again later may help.</summary>
    public bool IsTransient => Fault is DingTalkFault.Unreachable or DingTalkFault.Limit or DingTalkFault.System;

    /// <summary>Whether the token is not (or no longer) good, and a new one may be.</summary>
    internal bool IsToken => Code is "InvalidAuthentication" or "40014" or "42001" or "40001";

    /// <summary>What a code of either interface means.</summary>
    internal static DingTalkFault FaultOf(string code, int status) => code switch
    {
        "InvalidAuthentication" or "invalidClientIdOrSecret" or "invalidClientId" or "40014" or "42001" or "40001" or "40089" or "40096" =>
            DingTalkFault.Credentials,
        "needAuth" or "processSetupNoPermission" or "60011" or "Forbidden.AccessDenied.AccessTokenPermissionDenied" or "50002" => DingTalkFault.Permission,
        "processCodeError" or "processGetFailed" or "processGroupGetFailed" or "formConverterError" or "illegalComponent" or "invalidAgentId" =>
            DingTalkFault.Template,
        "processInstanceInvalidParameter" or "targetSelectApproverScopeError" or "targetSelectApproverMissing" or "60121" or "40104" or "33012" =>
            DingTalkFault.User,
        "autoflowLikeTriggerRateLimited" or "benefitStatusInvalid" or "90002" or "90018" or "Throttling" or "Throttling.Api" or "Throttling.User" =>
            DingTalkFault.Limit,
        "processInstanceIdError" or "processInstanceNotExist" => DingTalkFault.NoInstance,
        "sysErrror" or "sysError" or "internalError" or "systemError" or "-1" or "ServiceUnavailable" => DingTalkFault.System,
        _ when status == 429 => DingTalkFault.Limit,
        _ when status == 401 => DingTalkFault.Credentials,
        _ when status == 403 => DingTalkFault.Permission,
        _ when status >= 500 => DingTalkFault.System,
        _ => DingTalkFault.Refused,
    };
}
