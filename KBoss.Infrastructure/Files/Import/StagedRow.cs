using KBoss.Domain.Common;
using KBoss.Domain.Files;
using KBoss.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Files.Import;

/// <summary>A row that stands for a row of an upload until that is committed or given up; <see cref="StagedSweep"/> removes it.</summary>
internal interface IStaged : IOrganizationOwned
{
    long ImportId { get; }

    /// <summary>The row of the file, as Excel numbers it.</summary>
    int Number { get; }
}

/// <summary>One row of an upload as it was read, and what importing it would do: what the preview shows, page by page.</summary>
internal sealed class StagedRow : Entity, IStaged
{
    private StagedRow()
    {
    }

    public StagedRow(WorkbookImport import, int number, ImportRowKind kind, string value, string readErrors, string errors, string changes, string notes)
    {
        (OrganizationId, ImportId, Number, Kind) = (import.OrganizationId, import.Id, number, kind);
        (Value, ReadErrors, Errors, Changes, Notes) = (value, readErrors, errors, changes, notes);
    }

    public long OrganizationId { get; private set; }

    public long ImportId { get; private set; }

    public int Number { get; private set; }

    public ImportRowKind Kind { get; private set; }

    /// <summary>What was read, as JSON of the kind's row.</summary>
    public string Value { get; private set; } = "";

    /// <summary>What could not be read, as JSON; empty if everything was.</summary>
    public string ReadErrors { get; private set; } = "";

    /// <summary>All that is wrong with the row, as JSON; empty if nothing is.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>What importing it changes, as JSON; empty if nothing.</summary>
    public string Changes { get; private set; } = "";

    /// <summary>What people should know of it besides, as JSON; empty if nothing.</summary>
    public string Notes { get; private set; } = "";
}

/// <summary>What the audit log is to say of something that the commit changes by a statement over many rows.</summary>
internal sealed class StagedAuditEntry : Entity, IStaged
{
    private StagedAuditEntry()
    {
    }

    public StagedAuditEntry(long organizationId, long importId, int number, string action, string subject, string before, string after)
    {
        (OrganizationId, ImportId, Number) = (organizationId, importId, number);
        (Action, Subject, Before, After) = (action, AuditText.Short(subject, 200), before, after);
    }

    public long OrganizationId { get; private set; }

    public long ImportId { get; private set; }

    public int Number { get; private set; }

    public string Action { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Before { get; private set; } = "";

    public string After { get; private set; } = "";

    /// <summary>Writes the entries of an upload into the audit log, in the name of whoever commits it; for the caller's transaction.</summary>
    public static Task WriteAsync(KBossDbContext db, long importId, By by, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "AuditEntries" ("OrganizationId", "MemberId", "Actor", "Action", "Subject", "Before", "After", "At", "Version")
        SELECT a."OrganizationId", {by.MemberId}, {by.Name}, a."Action", a."Subject", a."Before", a."After", {db.Now}, 0
        FROM "StagedAuditEntries" AS a
        WHERE a."ImportId" = {importId} AND a."OrganizationId" = {db.Scope.Ids.Single()}
        ORDER BY a."Number", a."Id"
        """, ct);
}

internal sealed class StagedConfiguration : IEntityTypeConfiguration<StagedRow>, IEntityTypeConfiguration<StagedAuditEntry>
{
    /// <summary>As JSON a character may take six.</summary>
    public const int JsonLength = 6 * LongText.MaxLength;

    public void Configure(EntityTypeBuilder<StagedRow> row)
    {
        IsStaged(row, "StagedRows", unique: true);
        // A page of one kind, and how many there are of each.
        row.HasIndex(r => new { r.ImportId, r.Kind, r.Number });
        row.Property(r => r.Value).HasMaxLength(JsonLength);
        row.Property(r => r.ReadErrors).HasMaxLength(JsonLength);
        row.Property(r => r.Errors).HasMaxLength(JsonLength);
        row.Property(r => r.Changes).HasMaxLength(JsonLength);
        row.Property(r => r.Notes).HasMaxLength(JsonLength);
    }

    public void Configure(EntityTypeBuilder<StagedAuditEntry> entry)
    {
        IsStaged(entry, "StagedAuditEntries", unique: false);
        entry.Property(e => e.Before).HasMaxLength(4000);
        entry.Property(e => e.After).HasMaxLength(4000);
    }

    /// <summary>What the tables of staged rows have in common: an upload that is there, its rows in their order, and no lock of the whole table.</summary>
    public static void IsStaged<T>(EntityTypeBuilder<T> staged, string table, bool unique)
        where T : class, IStaged
    {
        staged.ToTable(table);
        staged.KeepsRowLocks();
        staged.HasOne<WorkbookImport>().WithMany().HasForeignKey(s => s.ImportId);
        staged.HasIndex(s => new { s.ImportId, s.Number }).IsUnique(unique);
    }
}
