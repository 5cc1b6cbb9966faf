using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Stock.Places;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>A device to be registered: its kind, what describes it, the values of its attributes by name, and the code of its place.</summary>
public sealed record RegisterDevice(long KindId, DeviceFacts Facts, IReadOnlyDictionary<string, string> Values, string? PlaceCode = null);

/// <summary>A device of a resource was taken back before its time was over: its customer is to be told.</summary>
public sealed record DeviceTakenBack(string ResourceNo, long UseId)
{
    public const string Kind = "device-taken-back";
}

/// <summary>Registers, describes, moves and checks own devices; what orders do with them is <see cref="DeviceService"/>.</summary>
public sealed class DeviceRegisterService(KBossDbContextFactory contexts, ICurrentActor current, DeviceService devices, Outbox outbox)
{
    /// <summary>So many devices are moved or put into a state at once.</summary>
    public const int MostAtOnce = 200;

    /// <summary>Registers a device, free; returns its number. Refuses with <c>Stock.SerialTaken</c> and with what the entities refuse.</summary>
    public async Task<string> RegisterAsync(RegisterDevice input, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        if (input.KindId == 0)
        {
            throw new RuleException("Common.TextRequired") { Field = "kind" };
        }

        return await contexts.InTransactionAsync(me, async db =>
        {
            var kind = await db.DeviceKinds.Include(k => k.Attributes).GetAsync("device kind", input.KindId, ct);
            var refusals = new Refusals();
            var place = input.PlaceCode is { Length: > 0 } code ? await refusals.TryAsync(() => ToAsync(db, code, ct)) : null;
            var device = await AddAsync(db, kind, input.Facts, input.Values, place, me.By, ct, refusals);
            await db.SaveChangesAsync(ct);
            return device.DeviceNo;
        }, ct);
    }

    /// <summary>Takes over what describes a device as it was edited from <paramref name="version"/>.</summary>
    public Task ChangeAsync(string deviceNo, int version, DeviceFacts facts, IReadOnlyDictionary<string, string> values, CancellationToken ct = default) =>
        WithAsync(Permissions.StockManage, [deviceNo], async (db, found, by) =>
        {
            var device = found[0];
            if (device.Version != version)
            {
                throw new RuleException("Common.ChangedMeanwhile");
            }

            var kind = await db.DeviceKinds.Include(k => k.Attributes).GetAsync("device kind", device.KindId, ct);
            var refusals = new Refusals();
            refusals.Try(() => device.Change(facts, by, db.Now));
            await refusals.TryAsync(() => RefuseTakenSerialAsync(db, device.Id, facts.SerialNumber, ct));
            await refusals.TryAsync(() => DescribeAsync(db, kind, device, values, by, ct));
            refusals.Demand();
        }, ct);

    /// <summary>Notes what was paid for a device in yuan; null takes it off.</summary>
    public Task PriceAsync(string deviceNo, decimal? paid, CancellationToken ct = default) =>
        WithAsync(Permissions.StockPurchases, [deviceNo], (db, found, by) =>
        {
            found[0].Price(paid, by, db.Now);
            return Task.CompletedTask;
        }, ct);

    /// <summary>Brings devices to a place, all or none.</summary>
    public Task MoveAsync(IReadOnlyCollection<string> deviceNos, string placeCode, string reason, CancellationToken ct = default) =>
        WithAsync(Permissions.StockManage, deviceNos, async (db, found, by) =>
        {
            var to = await ToAsync(db, placeCode, ct);
            var ids = found.Select(d => d.PlaceId).OfType<long>().Distinct().ToList();
            var from = await db.Places.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
            foreach (var device in found)
            {
                device.Move(device.PlaceId is { } id ? from[id] : null, to, reason, by, db.Now);
            }
        }, ct);

    /// <summary>Puts devices into a state by hand, all or none; see <see cref="Device.Put"/>.</summary>
    public Task PutAsync(IReadOnlyCollection<string> deviceNos, DeviceState to, string reason, CancellationToken ct = default) =>
        WithAsync(Permissions.StockManage, deviceNos, async (db, found, by) =>
        {
            var products = found.Select(d => d.ProductId).OfType<long>().Distinct().ToList();
            foreach (var device in found)
            {
                device.Put(to, reason, by, db.Now);
            }

            await devices.LookAsync(db, products, ct);
        }, ct);

    /// <summary>
    /// Maintenance has looked at a device that came back: free again when all is done (whoever waits for one of its product gets it), otherwise faulty.
    /// </summary>
    public Task CheckAsync(string deviceNo, bool passes, DeviceChecks done, string note, CancellationToken ct = default) =>
        WithAsync(Permissions.StockManage, [deviceNo], async (db, found, by) =>
        {
            found[0].Check(passes, done, note, by, db.Now);
            await devices.FreedAsync(db, found, [], ct);
        }, ct);

    /// <summary>
    /// A customer gives a device back before its time is over: it has to be checked, and the customer is told what becomes of what it has paid.
    /// <c>Stock.NotInUse</c> unless a customer has it.
    /// </summary>
    public Task TakeBackAsync(string deviceNo, CancellationToken ct = default) =>
        WithAsync(Permissions.StockManage, [deviceNo], async (db, found, by) =>
        {
            var use = await db.DeviceUses.FirstOrDefaultAsync(u => u.DeviceId == found[0].Id && u.State == DeviceUseState.InUse, ct)
                ?? throw new RuleException("Stock.NotInUse", deviceNo);
            use.Return(found[0], by, db.Now);
            // The customer may be one of a distributor below: it is told in its own scope, after the commit.
            outbox.Add(db, use.OrganizationId, DeviceTakenBack.Kind, $"{DeviceTakenBack.Kind}-{use.Id}", new DeviceTakenBack(use.ResourceNo, use.Id));
        }, ct);

    /// <summary>Adds a device with its values, unless something is refused, or was refused before; the caller saves.</summary>
    internal static async Task<Device> AddAsync(
        KBossDbContext db, DeviceKind kind, DeviceFacts facts, IReadOnlyDictionary<string, string> values, Place? place, By by, CancellationToken ct,
        Refusals? before = null)
    {
        var refusals = before ?? new Refusals();
        var made = refusals.Try(() => new Device(kind, BusinessNumber.New(BusinessNumber.Device, db.Now), facts, place, by, db.Now));
        var kept = refusals.Try(() => kind.Checked(values));
        await refusals.TryAsync(() => RefuseTakenSerialAsync(db, 0, facts.SerialNumber, ct));
        refusals.Demand();
        var device = made!;
        // Whoever changes the attributes of the kind at this moment is met here.
        db.Touch(kind);
        db.Devices.Add(device);
        // Its values stand under the key that it gets by this.
        await db.SaveChangesAsync(ct);
        db.DeviceValues.AddRange(kept!.Select(v => new DeviceValue(device, v.Key, v.Value)));
        db.AfterCommit(new StockChanged(device.OrganizationId));
        return device;
    }

    /// <summary>Takes over the values of a device's attributes, with a line in its history that says what differs; the caller saves.</summary>
    internal static async Task DescribeAsync(
        KBossDbContext db, DeviceKind kind, Device device, IReadOnlyDictionary<string, string> values, By by, CancellationToken ct)
    {
        var kept = kind.Checked(values).ToDictionary(v => v.Key.Id);
        var known = await db.DeviceValues.Where(v => v.DeviceId == device.Id).ToDictionaryAsync(v => v.AttributeId, ct);
        var (before, after) = (new List<string>(), new List<string>());
        foreach (var attribute in kind.Attributes)
        {
            var (was, becomes) = (known.GetValueOrDefault(attribute.Id), kept.TryGetValue(attribute.Id, out var pair) ? pair.Value : null);
            if (was?.Value == becomes)
            {
                continue;
            }

            before.Add($"{attribute.Name}={was?.Value}");
            after.Add($"{attribute.Name}={becomes}");
            if (was is null)
            {
                db.DeviceValues.Add(new DeviceValue(device, attribute, becomes!));
            }
            else if (becomes is null)
            {
                db.DeviceValues.Remove(was);
            }
            else
            {
                was.Change(becomes);
            }
        }

        if (after.Count == 0)
        {
            return;
        }

        await RefuseOtherConfigurationAsync(db, device, kept.ToDictionary(v => v.Key, v => NormalText.Key(v.Value.Value)), ct);
        device.Described(string.Join("; ", before), string.Join("; ", after), by, db.Now);
        db.Touch(kind);
        db.Touch(device);
    }

    /// <summary>A place to which devices are brought: whoever retires or removes it at this moment is met there.</summary>
    internal static async Task<Place> ToAsync(KBossDbContext db, string code, CancellationToken ct)
    {
        var key = NormalText.Key(code);
        var place = await db.Places.FirstOrDefaultAsync(p => p.CodeKey == key && p.State != PlaceState.Removed, ct)
            ?? throw new RuleException("Stock.PlaceUnknown", code) { Field = "place" };
        db.Touch(place);
        return place;
    }

    private static async Task RefuseTakenSerialAsync(KBossDbContext db, long deviceId, string serialNumber, CancellationToken ct)
    {
        var key = Device.SerialKeyOf(serialNumber);
        if (key.Length > 0 && await db.Devices.AnyAsync(d => d.SerialKey == key && d.Id != deviceId, ct))
        {
            throw new RuleException("Stock.SerialTaken", serialNumber.Trim()) { Field = "serial-number" };
        }
    }

    /// <summary>What is loaded into a product has its configuration.</summary>
    private static async Task RefuseOtherConfigurationAsync(KBossDbContext db, Device device, Dictionary<long, string> values, CancellationToken ct)
    {
        if (device.ProductId is { } productId
            && (await db.DeviceProductValues.Where(v => v.ProductId == productId).ToListAsync(ct)).Exists(v => values.GetValueOrDefault(v.AttributeId) != v.ValueKey))
        {
            throw new RuleException("Stock.DeviceNotMatching", device.DeviceNo);
        }
    }

    private async Task WithAsync(
        string permission, IReadOnlyCollection<string> deviceNos, Func<KBossDbContext, List<Device>, By, Task> act, CancellationToken ct)
    {
        var me = await current.DemandAsync(permission, ct);
        if (deviceNos.Count > MostAtOnce)
        {
            throw new RuleException("Stock.TooManyAtOnce", MostAtOnce);
        }

        await contexts.InTransactionAsync(me, async db =>
        {
            var found = await db.Devices.Where(d => deviceNos.Contains(d.DeviceNo)).OrderBy(d => d.Id).ToListAsync(ct);
            if (found.Count < deviceNos.Distinct().Count() || found.Count == 0)
            {
                throw new NotFoundException("device", deviceNos.Except(found.Select(d => d.DeviceNo)).FirstOrDefault() ?? "");
            }

            await act(db, found, me.By);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }
}
