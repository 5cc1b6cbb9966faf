using System.Globalization;
using System.Text.Json.Nodes;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Connectors.Jinan;

namespace KBoss.Web.Development.Connectors;

/// <summary>The supercomputing centre in Jinan: accounts that are bound to customers, bills by month, a desktop.</summary>
public sealed class JinanSimulator(DevelopmentKeys keys, DevelopmentAddress address, TimeProvider time)
    : PartnerSimulator(JinanOptions.Vendor, DevelopmentKeys.JinanAccessKey, keys.JinanSecret, address, time)
{
    private readonly SortedDictionary<string, string?> accounts = new(StringComparer.Ordinal)
    {
        ["jn0001"] = null,
        ["jn0002"] = null,
        ["jn0003"] = null,
        ["jn0004"] = null,
        ["jn0005"] = null,
    };

    private readonly List<JinanBill> bills = [];

    /// <summary>How many bills or accounts stand on a page.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>The accounts with the code of the customer to whom each is bound.</summary>
    public IReadOnlyList<(string Account, string? CustomerCode)> Accounts
    {
        get
        {
            lock (Gate)
            {
                return [.. accounts.Select(a => (a.Key, a.Value))];
            }
        }
    }

    /// <summary>The bills that were added, beside those that follow from what was opened.</summary>
    public IReadOnlyList<JinanBill> Bills
    {
        get
        {
            lock (Gate)
            {
                return [.. bills];
            }
        }
    }

    /// <summary>Adds an account.</summary>
    public void AddAccount(string account)
    {
        lock (Gate)
        {
            accounts.TryAdd(account, null);
        }
    }

    /// <summary>Adds a line to a bill.</summary>
    public void AddBill(JinanBill bill)
    {
        lock (Gate)
        {
            bills.Add(bill);
        }
    }

    public override string OperationOf(PartnerCall call) => (call.Method, call.Path.Split('/')) switch
    {
        ("GET", ["accounts"]) => "accounts",
        ("GET", ["accounts", _]) => "account",
        ("PUT", ["accounts", _, "customer"]) => "bind",
        ("GET", ["accounts", _, "bills"]) => "bills",
        ("POST", ["accounts", _, "desktop"]) => "desktop",
        _ => base.OperationOf(call),
    };

    protected override JsonNode? Special(PartnerCall call, JsonObject request) => (call.Method, call.Path.Split('/')) switch
    {
        ("GET", ["accounts"]) => Page(call, accounts.Keys, Node),
        ("GET", ["accounts", var account]) => Node(Known(account)),
        ("PUT", ["accounts", var account, "customer"]) => Bind(Known(account), request),
        ("GET", ["accounts", var account, "bills"]) => BillsOf(call, Known(account)),
        ("POST", ["accounts", var account, "desktop"]) => Door($"desktop {Known(account)}"),
        _ => null,
    };

    protected override void Judge(string customerCode, string? account)
    {
        if (account is null || !accounts.TryGetValue(account, out var owner) || owner != customerCode)
        {
            throw new PartnerRefusalException(422, "Refused.AccountNotBound", "账号未绑定该客户");
        }
    }

    private string Known(string account) => accounts.ContainsKey(account) ? account : throw Missing("accounts");

    private JsonObject Node(string account) => new()
    {
        ["account"] = account,
        ["state"] = accounts[account] is null ? "free" : "bound",
        ["customerCode"] = accounts[account],
        ["balanceHours"] = 1000,
    };

    private JsonObject Bind(string account, JsonObject request)
    {
        var code = request["customer"] is JsonObject customer ? Text(customer, "code") : null;
        if (code is not null && accounts[account] is { } other && other != code)
        {
            throw new PartnerRefusalException(409, "Refused.AccountTaken", "账号已绑定其他客户");
        }

        accounts[account] = code;
        return Node(account);
    }

    private JsonObject BillsOf(PartnerCall call, string account)
    {
        if (!DateOnly.TryParseExact(call.Query.GetValueOrDefault("month"), "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            throw new PartnerRefusalException(422, "Invalid", "月份格式应为 yyyy-MM");
        }

        // The centre counts its months in Shanghai.
        var (month, end) = (ChinaTime.Start(first), ChinaTime.Start(ChinaTime.AddMonths(first, 1)));
        var opened = Things.Where(t => t.Account == account && t.OpenedAt < end && (t.EndsAt is null || t.EndsAt > month)).Reverse().Select(t => new JinanBill(
            $"{first:yyyyMM}-{t.Reference}", account, t.Reference, t.Product, 720, "核时", 360.00m, month, end));
        return Page(call, [.. bills.Where(b => b.Account == account && b.From >= month && b.From < end), .. opened], bill => new JsonObject
        {
            ["billNo"] = bill.BillNo,
            ["account"] = bill.Account,
            ["reference"] = bill.Reference,
            ["item"] = bill.Item,
            ["usage"] = bill.Usage,
            ["unit"] = bill.Unit,
            ["amount"] = bill.Amount,
            ["from"] = Iso(bill.From),
            ["to"] = Iso(bill.To),
        });
    }

    private JsonObject Page<T>(PartnerCall call, IReadOnlyCollection<T> all, Func<T, JsonObject> node)
    {
        var from = int.TryParse(call.Query.GetValueOrDefault("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var next = from + PageSize;
        return new JsonObject
        {
            ["items"] = new JsonArray([.. all.Skip(from).Take(PageSize).Select(item => (JsonNode)node(item))]),
            ["next"] = next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null,
        };
    }
}
