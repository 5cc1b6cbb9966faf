using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Stock;
using KBoss.Infrastructure.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Stock.Devices;

/// <summary>Keeps the photos of own devices, which only their organization sees.</summary>
public sealed class DevicePhotoService(KBossDbContextFactory contexts, ICurrentActor current, FileStore files)
{
    /// <summary>How large a photo may be.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>
    /// Adds photos to a device (JPEG, PNG or WebP of at most 5 MB). Refuses with <c>Stock.PhotosTooMany</c> beyond <see cref="DevicePhoto.Most"/>, and with
    /// <c>Common.FileTypeRefused</c>, <c>Common.FileTooLarge</c> or <c>Common.FileEmpty</c>.
    /// </summary>
    public async Task AddAsync(string deviceNo, IReadOnlyList<Upload> photos, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await using (var look = contexts.Open(me))
        {
            // Nothing is written for a device that the actor does not see.
            await look.Devices.NumberedAsync(deviceNo, ct);
        }

        var typed = photos.Select(photo => (photo, type: UploadType.Image(photo.Content, "photos", MaxBytes))).ToList();
        using var drafts = files.Draft();
        var sent = new List<FileDraft>();
        foreach (var (photo, type) in typed)
        {
            sent.Add(await drafts.AddAsync(UploadType.Named(photo.Name, type), type, photo.Content, ct));
        }

        await contexts.InTransactionAsync(me, async db =>
        {
            var device = await db.Devices.NumberedAsync(deviceNo, ct);
            if (await db.DevicePhotos.CountAsync(p => p.DeviceId == device.Id, ct) + sent.Count > DevicePhoto.Most)
            {
                throw new RuleException("Stock.PhotosTooMany", DevicePhoto.Most) { Field = "photos" };
            }

            // Two who add the last one meet here.
            db.Touch(device);
            foreach (var draft in sent)
            {
                var kept = draft.Keep(db, me.OrganizationId);
                db.DevicePhotos.Add(new DevicePhoto(device, kept.Key, kept.Name, kept.ContentType, me.By, db.Now));
                device.Photographed(kept.Name, added: true, me.By, db.Now);
            }

            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>Takes a photo off a device; its bytes leave the disk.</summary>
    public async Task RemoveAsync(string deviceNo, long photoId, CancellationToken ct = default)
    {
        var me = await current.DemandAsync(Permissions.StockManage, ct);
        await contexts.InTransactionAsync(me, async db =>
        {
            var device = await db.Devices.NumberedAsync(deviceNo, ct);
            var photo = await db.DevicePhotos.Where(p => p.DeviceId == device.Id).GetAsync("photo", photoId, ct);
            await files.RemoveAsync(db, photo.Key, ct);
            db.DevicePhotos.Remove(photo);
            device.Photographed(photo.Name, added: false, me.By, db.Now);
            db.AfterCommit(new StockChanged(me.OrganizationId));
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    /// <summary>A photo of a device of the organization; any other is <see cref="NotFoundException"/>.</summary>
    public async Task<(string Name, string ContentType, byte[] Content)> ReadAsync(string deviceNo, long photoId, CancellationToken ct = default)
    {
        await using var db = contexts.Open(await current.DemandAsync(Permissions.StockView, ct));
        var device = await db.Devices.AsNoTracking().NumberedAsync(deviceNo, ct);
        var photo = await db.DevicePhotos.AsNoTracking().Where(p => p.DeviceId == device.Id).GetAsync("photo", photoId, ct);
        var (file, content) = await files.ReadAsync(db, photo.Key, ct);
        return (file.Name, file.ContentType, content);
    }
}

/// <summary>Finds devices by what people call them.</summary>
internal static class DeviceFinding
{
    /// <summary>The device of a number; <see cref="NotFoundException"/> where the scope has none.</summary>
    public static async Task<Device> NumberedAsync(this IQueryable<Device> devices, string deviceNo, CancellationToken ct) =>
        await devices.FirstOrDefaultAsync(d => d.DeviceNo == deviceNo, ct) ?? throw new NotFoundException("device", deviceNo);
}
