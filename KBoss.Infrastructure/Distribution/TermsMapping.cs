using System.Linq.Expressions;
using KBoss.Domain.Distribution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace KBoss.Infrastructure.Distribution;

/// <summary>How terms lie in a table: two columns, of which one is filled.</summary>
internal static class TermsMapping
{
    /// <summary>Maps terms to the columns <c>Discount</c> and <c>Price</c>, with a word before them if the table has more than one pair.</summary>
    public static void HasTerms<T>(this EntityTypeBuilder<T> entity, Expression<Func<T, Terms>> terms, string prefix = "")
        where T : class => entity.ComplexProperty(terms, columns =>
        {
            columns.Property(t => t.Discount).HasColumnName($"{prefix}{nameof(Terms.Discount)}").HasPrecision(18, 4);
            columns.Property(t => t.Price).HasColumnName($"{prefix}{nameof(Terms.Price)}").HasPrecision(18, 4);
        });
}
