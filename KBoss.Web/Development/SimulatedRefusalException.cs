namespace KBoss.Web.Development;

/// <summary>A refusal in the gateway's own words.</summary>
public sealed class SimulatedRefusalException(string code, string message, string subCode, string subMessage) : Exception($"{code} {subCode}: {subMessage}")
{
    public string Code { get; } = code;

    public string Msg { get; } = message;

    public string SubCode { get; } = subCode;

    public string SubMsg { get; } = subMessage;

    internal static SimulatedRefusalException MissingParameter(string name) =>
        new("40001", "Missing Required Arguments", $"isv.missing-{name.Replace('_', '-')}", $"缺少参数 {name}");

    internal static SimulatedRefusalException InvalidParameter(string name, string reason) =>
        new("40002", "Invalid Arguments", $"isv.invalid-{name.Replace('_', '-')}", reason);

    internal static SimulatedRefusalException Business(string subCode, string reason) => new("40004", "Business Failed", subCode, reason);
}
