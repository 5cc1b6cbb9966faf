using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Web.Development.DingTalk;

/// <summary>A refusal of the simulated DingTalk: the HTTP status and the code of the new interface.</summary>
public sealed class DingTalkSimulatedException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>
/// Plays DingTalk: knows the app, gives tokens, finds people by phone and runs approval instances. What happens to them it says through its
/// <see cref="Pushes"/>.
/// </summary>
public sealed class DingTalkSimulator(DevelopmentKeys keys, DingTalkPushes pushes, TimeProvider time)
{
    private const int Capacity = 300;

    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(2);

    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedInstance> instances = [];
    private readonly HashSet<string> left = [];
    private readonly ConcurrentDictionary<string, byte> seen = new();
    private (string Token, DateTimeOffset Until)? token;
    private long number = 10_000;
    private int failures;
    private int lost;
    private int failedStarts;

    /// <summary>The events that it sends to the application.</summary>
    public DingTalkPushes Pushes => pushes;

    /// <summary>How often a token was made, which is less often than it was asked for.</summary>
    public int TokensMade { get; private set; }

    /// <summary>How often a token was asked for.</summary>
    public int TokensAsked { get; private set; }

    /// <summary>How often an instance was started.</summary>
    public int Starts { get; private set; }

    /// <summary>All instances, newest first.</summary>
    public IReadOnlyList<SimulatedInstance> Instances
    {
        get
        {
            lock (gate)
            {
                return [.. instances.Values.OrderByDescending(instance => instance.BusinessNo, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Everybody who was looked for, and whether they are in the enterprise.</summary>
    public IReadOnlyList<(string UserId, bool In)> People
    {
        get
        {
            lock (gate)
            {
                return [.. seen.Keys.Order(StringComparer.Ordinal).Select(user => (user, !left.Contains(user)))];
            }
        }
    }

    public SimulatedInstance? Find(string instanceId)
    {
        lock (gate)
        {
            return instances.GetValueOrDefault(instanceId);
        }
    }

    /// <summary>Lets the next calls fail as when DingTalk is out of service.</summary>
    public void FailNext(int calls) => Interlocked.Exchange(ref failures, calls);

    /// <summary>Lets the next starts be carried out while their answers are lost.</summary>
    public void LoseNextStart(int calls = 1) => Interlocked.Exchange(ref lost, calls);

    /// <summary>Lets the next starts fail before anything was started.</summary>
    public void FailStarts(int calls) => Interlocked.Exchange(ref failedStarts, calls);

    /// <summary>Ends the token before its time, as an administrator does who resets the secret.</summary>
    public void EndToken() => token = null;

    /// <summary>Takes a person out of the enterprise, or in again.</summary>
    public void Employ(string userId, bool employed)
    {
        lock (gate)
        {
            seen.TryAdd(userId, 0);
            _ = employed ? left.Remove(userId) : left.Add(userId);
        }
    }

    /// <summary>The user id of a phone.</summary>
    public static string UserOf(string phone) => $"u{phone}";

    /// <summary>The token of the app: the same one until it ends.</summary>
    public (string Token, int Seconds) Token(string appKey, string appSecret)
    {
        Fail();
        if (appKey != DevelopmentKeys.DingTalkAppKey || appSecret != keys.DingTalkAppSecret)
        {
            throw new DingTalkSimulatedException(StatusCodes.Status400BadRequest, "invalidClientIdOrSecret", "无效的clientId或者clientSecret");
        }

        lock (gate)
        {
            TokensAsked++;
            var now = time.GetUtcNow();
            if (token is not { } kept || kept.Until <= now)
            {
                TokensMade++;
                kept = (RandomNumberGenerator.GetHexString(32, lowercase: true), now + TokenLife);
                token = kept;
            }

            return (kept.Token, (int)(kept.Until - now).TotalSeconds);
        }
    }

    /// <summary>Whether a token is the one that was given and has not ended.</summary>
    public bool Knows(string? given)
    {
        lock (gate)
        {
            return token is { } kept && kept.Token == given && time.GetUtcNow() < kept.Until;
        }
    }

    /// <summary>Demands a good token, as every call of the new interface does.</summary>
    public void Demand(string? given)
    {
        Fail();
        if (!Knows(given))
        {
            throw new DingTalkSimulatedException(StatusCodes.Status401Unauthorized, "InvalidAuthentication", "不合法的access_token");
        }
    }

    /// <summary>The old interface's answer to a search by phone.</summary>
    public JsonObject UserByMobile(string? given, string? mobile)
    {
        JsonObject Answer(int code, string text) => new() { ["errcode"] = code, ["errmsg"] = text, ["request_id"] = RequestId() };
        if (failures > 0 && Interlocked.Decrement(ref failures) >= 0)
        {
            return Answer(-1, "系统繁忙");
        }

        if (!Knows(given))
        {
            var refused = Answer(88, "ding talk error[subcode=40014,submsg=不合法的access_token]");
            refused["sub_code"] = "40014";
            refused["sub_msg"] = "不合法的access_token";
            return refused;
        }

        if (mobile is not { Length: 11 } || !mobile.All(char.IsAsciiDigit))
        {
            return Answer(40104, "不合法的手机号");
        }

        var user = UserOf(mobile);
        seen.TryAdd(user, 0);
        lock (gate)
        {
            if (left.Contains(user))
            {
                return Answer(60121, "找不到该用户");
            }
        }

        var found = Answer(0, "ok");
        found["result"] = new JsonObject { ["userid"] = user };
        return found;
    }

    /// <summary>Starts an instance as the new interface does, and gives its id.</summary>
    public string Start(JsonObject body)
    {
        if (failedStarts > 0 && Interlocked.Decrement(ref failedStarts) >= 0)
        {
            throw new DingTalkSimulatedException(500, "systemError", "系统错误");
        }

        var instance = SimulatedStart.Read(body, Now, Interlocked.Increment(ref number));
        DemandPeople(instance);
        lock (gate)
        {
            Starts++;
            instances[instance.InstanceId] = instance;
            foreach (var old in instances.Values.Where(known => !known.IsRunning).OrderBy(known => known.BusinessNo, StringComparer.Ordinal)
                .Take(Math.Max(0, instances.Count - Capacity)).ToList())
            {
                instances.Remove(old.InstanceId);
            }
        }

        pushes.Push(instance, DingTalkPush.InstanceChange, "start", "", instance.OriginatorUserId);
        Ask(instance.InstanceId, 0);
        return lost > 0 && Interlocked.Decrement(ref lost) >= 0 ? throw new DingTalkSimulatedException(500, "systemError", "系统错误") : instance.InstanceId;
    }

    /// <summary>The instance as the new interface tells it.</summary>
    public JsonObject Tell(string instanceId)
    {
        var instance = Existing(instanceId);
        var result = new JsonObject
        {
            ["title"] = instance.Title,
            ["businessId"] = instance.BusinessNo,
            ["originatorUserId"] = instance.OriginatorUserId,
            ["originatorDeptId"] = "-1",
            ["originatorDeptName"] = "开元云",
            ["createTime"] = Minute(instance.CreatedAt),
            ["status"] = instance.Status,
            ["bizAction"] = "NONE",
            ["approverUserIds"] = new JsonArray([.. instance.Levels.SelectMany(level => level.UserIds).Select(user => (JsonNode)user)]),
            ["formComponentValues"] = new JsonArray([.. instance.Form.Select(field => (JsonNode)new JsonObject
            {
                ["id"] = $"TextField-{field.Key}",
                ["name"] = field.Key,
                ["value"] = field.Value,
                ["componentType"] = "TextField",
            })]),
            ["operationRecords"] = new JsonArray([.. instance.Records.Select(record => (JsonNode)new JsonObject
            {
                ["userId"] = record.UserId,
                ["date"] = Minute(record.At),
                ["type"] = record.Type,
                ["result"] = record.Result,
                ["remark"] = record.Remark,
            })]),
            ["tasks"] = new JsonArray([.. instance.Tasks.Select(task => (JsonNode)new JsonObject
            {
                ["taskId"] = task.TaskId,
                ["userId"] = task.UserId,
                ["status"] = task.Status,
                ["result"] = task.Result,
                ["activityId"] = $"node_{task.Level}",
            })]),
        };
        if (instance.FinishedAt is { } finished)
        {
            result["finishTime"] = Minute(finished);
        }

        if (instance.Result.Length > 0)
        {
            result["result"] = instance.Result;
        }

        return new JsonObject { ["result"] = result, ["success"] = "true" };
    }

    /// <summary>The ids of the instances of an originator that were started in a span, page by page.</summary>
    public JsonObject List(JsonObject body)
    {
        SimulatedStart.DemandTemplate(body["processCode"]?.ToString());
        var from = Long(body["startTime"]);
        var to = Long(body["endTime"]);
        var start = (int)(Long(body["nextToken"]) ?? 0);
        var size = (int)(Long(body["maxResults"]) ?? 0);
        if (from is null || size is < 1 or > 20 || start < 0)
        {
            throw new DingTalkSimulatedException(400, "invalidParameter", "参数错误");
        }

        var users = (body["userIds"] as JsonArray)?.Select(user => user?.ToString()).ToHashSet();
        var found = Instances.Where(instance => users is null || users.Contains(instance.OriginatorUserId))
            .Where(instance => DingTalkPushes.Milliseconds(instance.CreatedAt) >= from && (to is null || DingTalkPushes.Milliseconds(instance.CreatedAt) <= to))
            .Select(instance => instance.InstanceId).ToList();
        var result = new JsonObject { ["list"] = new JsonArray([.. found.Skip(start).Take(size).Select(id => (JsonNode)id)]) };
        if (found.Count > start + size)
        {
            result["nextToken"] = (start + size).ToString(CultureInfo.InvariantCulture);
        }

        return new JsonObject { ["result"] = result, ["success"] = true };
    }

    /// <summary>Ends a running instance.</summary>
    public void Terminate(string instanceId, string operatingUserId, string remark)
    {
        var ended = Change(instanceId, known => !known.IsRunning
            ? throw new DingTalkSimulatedException(400, "processInstanceStatusError", "审批实例已结束")
            : known with
            {
                Status = "TERMINATED",
                FinishedAt = Now,
                Tasks = [.. known.Tasks.Select(Cancelled)],
                Records = [.. known.Records, new SimulatedRecord(operatingUserId, Now, "TERMINATE_PROCESS_INSTANCE", "NONE", remark)],
            });
        pushes.Push(ended, DingTalkPush.InstanceChange, "terminate", "", operatingUserId);
    }

    /// <summary>Adds a comment.</summary>
    public void Comment(string instanceId, string userId, string text)
    {
        var told = Change(instanceId, known => known with { Records = [.. known.Records, new SimulatedRecord(userId, Now, "ADD_REMARK", "NONE", text)] });
        pushes.Push(told, DingTalkPush.TaskChange, "comment", "", userId);
    }

    /// <summary>Somebody presses "agree" or "refuse" on the phone; false when nothing waits for that person.</summary>
    public bool Act(string instanceId, string userId, bool agree, string remark)
    {
        SimulatedTask? task = null;
        var cancelled = new List<SimulatedTask>();
        var acted = Change(instanceId, known =>
        {
            cancelled.Clear();
            task = known.IsRunning ? known.WaitingFor(userId) : null;
            if (task is null)
            {
                return known;
            }

            var done = task with { Status = "COMPLETED", Result = agree ? "AGREE" : "REFUSE" };
            var tasks = known.Tasks.Select(t => t.TaskId == task.TaskId ? done : t).ToList();
            var over = !agree || known.Levels[task.Level].Action != DingTalkAction.And || tasks.All(t => t.Level != task.Level || t.Status == "COMPLETED");
            if (over)
            {
                cancelled.AddRange(tasks.Where(t => t.Status == "RUNNING"));
                tasks = [.. tasks.Select(Cancelled)];
            }

            var finished = over && (!agree || task.Level == known.Levels.Count - 1);
            return known with
            {
                Tasks = tasks,
                Records = [.. known.Records, new SimulatedRecord(userId, Now, "EXECUTE_TASK_NORMAL", agree ? "AGREE" : "REFUSE", remark)],
                Status = finished ? "COMPLETED" : known.Status,
                Result = finished ? (agree ? "agree" : "refuse") : "",
                FinishedAt = finished ? Now : null,
            };
        });
        if (task is null)
        {
            return false;
        }

        pushes.Push(acted, DingTalkPush.TaskChange, "finish", agree ? "agree" : "refuse", userId, task.TaskId);
        foreach (var other in cancelled)
        {
            pushes.Push(acted, DingTalkPush.TaskChange, "cancel", "", other.UserId, other.TaskId);
        }

        if (!acted.IsRunning)
        {
            pushes.Push(acted, DingTalkPush.InstanceChange, "finish", acted.Result, acted.OriginatorUserId);
        }
        else if (acted.Tasks.All(t => t.Status != "RUNNING"))
        {
            Ask(instanceId, task.Level + 1);
        }

        return true;
    }

    /// <summary>Somebody hands its task to another person; false when nothing waits for it.</summary>
    public bool Redirect(string instanceId, string fromUserId, string toUserId)
    {
        var moved = false;
        Change(instanceId, known =>
        {
            var task = known.IsRunning ? known.WaitingFor(fromUserId) : null;
            moved = task is not null;
            return task is null ? known : known with
            {
                Tasks = [.. known.Tasks.Select(t => t.TaskId == task.TaskId ? t with { UserId = toUserId } : t)],
                Records = [.. known.Records, new SimulatedRecord(fromUserId, Now, "REDIRECT_TASK", "NONE", "")],
            };
        });
        return moved;
    }

    /// <summary>Forgets everything, as a DingTalk that was emptied.</summary>
    public void Forget()
    {
        lock (gate)
        {
            instances.Clear();
        }

        pushes.Forget();
    }

    /// <summary>How a person is called on the pages.</summary>
    internal static string Phone(string userId) => userId.StartsWith('u') ? userId[1..] : userId;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string RequestId() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    private static SimulatedTask Cancelled(SimulatedTask task) => task.Status == "RUNNING" ? task with { Status = "CANCELED" } : task;

    private static string Minute(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static long? Long(JsonNode? node) => long.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Fail()
    {
        if (failures > 0 && Interlocked.Decrement(ref failures) >= 0)
        {
            throw new DingTalkSimulatedException(500, "systemError", "系统错误");
        }
    }

    private void DemandPeople(SimulatedInstance instance)
    {
        lock (gate)
        {
            if (instance.Levels.SelectMany(level => level.UserIds).Append(instance.OriginatorUserId).Any(user => !seen.ContainsKey(user) || left.Contains(user)))
            {
                throw new DingTalkSimulatedException(400, "processInstanceInvalidParameter", "用户不存在或已离职");
            }
        }
    }

    /// <summary>Asks the people of a level.</summary>
    private void Ask(string instanceId, int level)
    {
        var asked = Change(instanceId, known => known with
        {
            Tasks =
            [
                .. known.Tasks,
                .. known.Levels[level].UserIds.Select(user => new SimulatedTask(Interlocked.Increment(ref number), level, user, "RUNNING", "")),
            ],
        });
        foreach (var task in asked.Tasks.Where(task => task.Level == level && task.Status == "RUNNING"))
        {
            pushes.Push(asked, DingTalkPush.TaskChange, "start", "", task.UserId, task.TaskId);
        }
    }

    private SimulatedInstance Existing(string instanceId) =>
        Find(instanceId) ?? throw new DingTalkSimulatedException(400, "processInstanceNotExist", "审批实例不存在");

    private SimulatedInstance Change(string instanceId, Func<SimulatedInstance, SimulatedInstance> change)
    {
        lock (gate)
        {
            var known = instances.GetValueOrDefault(instanceId) ?? throw new DingTalkSimulatedException(400, "processInstanceNotExist", "审批实例不存在");
            return instances[instanceId] = change(known);
        }
    }
}
