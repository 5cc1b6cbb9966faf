using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace KBoss.Tests.Architecture.SqlServer;

/// <summary>Reads statements as SQL Server 2022 does, by the parser that its makers publish.</summary>
internal static class TSql
{
    /// <summary>What the parser refuses in a statement or a script, batch by batch, and in the texts that it hands to EXEC.</summary>
    public static IReadOnlyList<string> ErrorsIn(string sql)
    {
        var read = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        var texts = new Texts();
        read?.Accept(texts);
        return [.. errors.Select(e => $"line {e.Line}: {e.Message}"), .. texts.Found.SelectMany(text => ErrorsIn(text).Select(e => $"{e} in EXEC: {text}"))];
    }

    private sealed class Texts : TSqlFragmentVisitor
    {
        public List<string> Found { get; } = [];

        public override void Visit(ExecutableStringList node)
        {
            // A text that is put together from parts cannot be read before it runs.
            if (node.Strings is [StringLiteral text])
            {
                Found.Add(text.Value);
            }
        }
    }
}
