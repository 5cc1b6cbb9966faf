using System.Globalization;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Common.Workbooks;
using KBoss.Infrastructure.Files.Import;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>
/// A workbook of the devices of one kind, matched by serial number: known ones are described anew and moved, new ones are registered free. A number that a device
/// of another kind has is refused with <c>Stock.SerialOfOtherKind</c>.
/// </summary>
public sealed class DeviceImport : ImportKind<DeviceSheetRow>
{
    public override string Name => "Devices";

    public override string Permission => Permissions.StockManage;

    public override WorkbookLimits Limits => DeviceWorkbook.Limits;

    public override async Task<ImportForm<DeviceSheetRow>> FormAsync(KBossDbContext db, Actor me, long subjectId, DateTime now, CancellationToken ct)
    {
        var kind = await KindAsync(db.DeviceKinds.AsNoTracking(), subjectId, ct);
        return new ImportForm<DeviceSheetRow>(kind.Name, DeviceWorkbook.Schema(kind));
    }

    public override async Task<ImportPlan<DeviceSheetRow>> PlanAsync(
        KBossDbContext db, ImportUpload<DeviceSheetRow> upload, bool toCarryOut, CancellationToken ct)
    {
        var kind = await KindAsync(db.DeviceKinds, upload.SubjectId, ct);
        var keys = upload.File.Rows.Select(r => Device.SerialKeyOf(r.Value.SerialNumber)).ToList();
        var devices = db.Devices.Where(d => EF.Parameter(keys).Contains(d.SerialKey));
        var known = await (toCarryOut ? devices : devices.AsNoTracking()).ToDictionaryAsync(d => d.SerialKey, ct);
        var ids = known.Values.Select(d => d.Id).ToList();
        var values = (await db.DeviceValues.AsNoTracking().Where(v => EF.Parameter(ids).Contains(v.DeviceId)).ToListAsync(ct)).ToLookup(v => v.DeviceId);
        var places = await (toCarryOut ? db.Places : db.Places.AsNoTracking()).Where(p => p.State != PlaceState.Removed).ToListAsync(ct);
        return new DevicePlan(upload, kind, known, values, places);
    }

    private static async Task<DeviceKind> KindAsync(IQueryable<DeviceKind> kinds, long kindId, CancellationToken ct) =>
        await kinds.Include(k => k.Attributes).GetAsync("device kind", kindId, ct);
}

/// <summary>What importing a workbook of devices would do.</summary>
internal sealed class DevicePlan : ImportPlan<DeviceSheetRow>
{
    private readonly ImportUpload<DeviceSheetRow> upload;
    private readonly DeviceKind kind;
    private readonly Dictionary<string, Device> known;
    private readonly ILookup<long, DeviceValue> values;
    private readonly Dictionary<string, Place> places;
    private readonly Dictionary<long, Place> placeById;

    public DevicePlan(
        ImportUpload<DeviceSheetRow> upload, DeviceKind kind, Dictionary<string, Device> known, ILookup<long, DeviceValue> values, IReadOnlyList<Place> places)
    {
        (this.upload, this.kind, this.known, this.values) = (upload, kind, known, values);
        this.places = places.ToDictionary(p => p.CodeKey);
        placeById = places.ToDictionary(p => p.Id);
        Rows = [.. upload.File.Rows.Select(Of)];
    }

    public override IReadOnlyList<ImportRow<DeviceSheetRow>> Rows { get; }

    public override async Task<ImportResult> CarryOutAsync(KBossDbContext db, CancellationToken ct)
    {
        var by = upload.Me.By;
        foreach (var row in Rows.Where(r => r.Kind == ImportRowKind.Changed))
        {
            var device = known[Device.SerialKeyOf(row.Value.SerialNumber)];
            device.Change(new DeviceFacts(device.SerialNumber, row.Value.Remark, row.Value.BoughtOn), by, upload.Now);
            await DeviceRegisterService.DescribeAsync(db, kind, device, ByName(row.Value), by, ct);
            if (Place(row.Value) is { } to && to.Id != device.PlaceId)
            {
                db.Touch(to);
                device.Move(device.PlaceId is { } id ? placeById.GetValueOrDefault(id) : null, to, "", by, upload.Now);
            }
        }

        foreach (var row in Rows.Where(r => r.Kind == ImportRowKind.New))
        {
            var facts = new DeviceFacts(row.Value.SerialNumber, row.Value.Remark, row.Value.BoughtOn);
            await DeviceRegisterService.AddAsync(db, kind, facts, ByName(row.Value), Place(row.Value), by, ct);
        }

        db.AfterCommit(new StockChanged(upload.Me.OrganizationId));
        await db.SaveChangesAsync(ct);
        return Counts;
    }

    private ImportRow<DeviceSheetRow> Of(WorkbookRow<DeviceSheetRow> row)
    {
        var device = known.GetValueOrDefault(Device.SerialKeyOf(row.Value.SerialNumber));
        var errors = row.Errors.Concat(Refusals(row, device)).ToList();
        return ImportRow.Of(row.Number, row.Value, device is not null, device is null || errors.Count > 0 ? [] : Changes(device, row.Value), errors);
    }

    private IEnumerable<CellError> Refusals(WorkbookRow<DeviceSheetRow> row, Device? device)
    {
        if (device is not null && device.KindId != kind.Id)
        {
            yield return new CellError(row.Number, "SerialNumber", "Stock.SerialOfOtherKind", [device.DeviceNo]);
        }

        if (device is { State: DeviceState.Retired })
        {
            yield return new CellError(row.Number, "SerialNumber", "Stock.DeviceGone", [device.DeviceNo]);
        }

        var place = Place(row.Value);
        if (row.Value.Place.Length > 0 && place is null)
        {
            yield return new CellError(row.Number, "Place", "Stock.PlaceUnknown", [row.Value.Place]);
        }
        else if (place is { State: not PlaceState.Active } && place.Id != device?.PlaceId)
        {
            yield return new CellError(row.Number, "Place", "Stock.PlaceClosed", [place.Code]);
        }

        // Each attribute by itself, so that all wrong cells of a row are told at once.
        foreach (var attribute in kind.Attributes.Where(a => row.Errors.All(e => e.Column != DeviceWorkbook.Column(a.Id))))
        {
            var value = row.Value.Values.GetValueOrDefault(attribute.Id, "");
            if (value.Length > 0 && RuleException.Of(() => kind.Checked(new Dictionary<string, string> { [attribute.Name] = value }, partly: true)) is { } wrong)
            {
                yield return new CellError(row.Number, DeviceWorkbook.Column(attribute.Id), wrong.Code, [.. wrong.Args]);
            }
        }
    }

    private List<FieldChange> Changes(Device device, DeviceSheetRow row)
    {
        var changes = new List<FieldChange>();
        Compare("Remark", device.Remark, row.Remark);
        Compare("BoughtOn", Day(device.BoughtOn), Day(row.BoughtOn));
        if (Place(row) is { } to && to.Id != device.PlaceId)
        {
            changes.Add(new FieldChange("Place", device.PlaceId is { } id ? placeById.GetValueOrDefault(id)?.Code : "", to.Code));
        }

        var kept = kind.Checked(ByName(row)).ToDictionary(v => v.Key.Id, v => v.Value);
        var before = values[device.Id].ToDictionary(v => v.AttributeId, v => v.Value);
        foreach (var attribute in kind.Attributes)
        {
            Compare(DeviceWorkbook.Column(attribute.Id), before.GetValueOrDefault(attribute.Id, ""), kept.GetValueOrDefault(attribute.Id, ""));
        }

        return changes;

        void Compare(string column, string was, string becomes)
        {
            if (was != becomes)
            {
                changes.Add(new FieldChange(column, was, becomes));
            }
        }
    }

    private Place? Place(DeviceSheetRow row) => row.Place.Length == 0 ? null : places.GetValueOrDefault(NormalText.Key(row.Place));

    private Dictionary<string, string> ByName(DeviceSheetRow row) =>
        kind.Attributes.ToDictionary(a => a.Name, a => row.Values.GetValueOrDefault(a.Id, ""));

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
