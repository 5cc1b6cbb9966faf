using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KBoss.Infrastructure.Common.Data;

/// <summary>Every time is stored as UTC and read back as UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    value => value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value,
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
