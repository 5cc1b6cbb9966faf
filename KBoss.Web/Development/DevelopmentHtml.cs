using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace KBoss.Web.Development;

/// <summary>HTML that is safe to send; everything else is encoded when it is put into <see cref="DevelopmentHtml.Of"/>.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Concat(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;
}

/// <summary>The one look of the development pages, and the only way to write their HTML: interpolated values are encoded.</summary>
internal static class DevelopmentHtml
{
    public const string StyleSheet =
        """
        :root { color-scheme: light dark; --line: #8884; --accent: #0b5fd9; }
        body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0; }
        header { border-bottom: 1px solid var(--line); padding: .6rem 1.2rem; display: flex; gap: 1rem; flex-wrap: wrap; align-items: baseline; }
        header b { color: light-dark(#0b5fd9, #7db0ff); }
        main { max-width: 64rem; margin: 0 auto; padding: 1.2rem; }
        main.narrow { max-width: 28rem; }
        h1 { font-size: 1.3rem; }
        table { border-collapse: collapse; width: 100%; }
        .scroll { overflow-x: auto; }
        th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; }
        dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
        .amount { font-size: 2rem; font-weight: 600; }
        form { display: inline-flex; gap: .5rem; flex-wrap: wrap; margin: .2rem 0; }
        form.stack, form.stack button { width: 100%; }
        button, input { font: inherit; padding: .45rem .9rem; border: 1px solid var(--line); border-radius: .4rem; }
        .card { border: 1px solid var(--line); border-radius: .8rem; padding: .9rem 1rem; margin: 0 0 1rem; }
        .card h2 { font-size: 1.05rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
        .card dl { margin: .4rem 0; } .card dd { white-space: pre-line; }
        .levels { list-style: none; padding: 0; margin: .5rem 0; } .levels > li { border-inline-start: 3px solid var(--line); padding: .1rem 0 .4rem .8rem; }
        .levels .waiting { border-color: var(--accent); }
        .decide { display: flex; width: 100%; } .decide input { flex: 1 1 10rem; min-width: 0; }
        .pill { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
        .said { border: 1px solid var(--accent); border-radius: .4rem; padding: .4rem .8rem; }
        .people { padding-inline-start: 1.2rem; } details { margin: .4rem 0; } .events td { font-size: .85rem; }
        main.cards { max-width: 40rem; }
        button.primary { background: var(--accent); color: #fff; border-color: var(--accent); }
        """;

    public static Html Of(ref HtmlHandler handler) => handler.ToHtml();

    /// <summary>A whole page; <paramref name="testId"/> names its root.</summary>
    public static IResult Page(string testId, string title, Html body, string width = "", int? refreshSeconds = null, int status = StatusCodes.Status200OK)
    {
        var refresh = refreshSeconds is { } seconds ? Of($"""<meta http-equiv="refresh" content="{seconds}">""") : default;
        var page = Of(
            $"""
            <!DOCTYPE html>
            <html lang="zh-Hans">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              {refresh}
              <title>{title}</title>
              <link rel="stylesheet" href="/dev/style.css">
            </head>
            <body data-interactive="true">
              <header>
                <b>KBoss · 开发环境 Development</b> <a href="/dev">/dev</a> <a href="/dev/messages">短信 SMS</a>
                <a href="/dev/alipay">支付宝 Alipay</a> <a href="/dev/dingtalk">钉钉 DingTalk</a> <a href="/dev/connectors">供应商 Suppliers</a>
                <a href="/dev/clock">时钟 Clock</a>
              </header>
              <main class="{width}" data-testid="{testId}">
                <h1>{title}</h1>
                {body}
              </main>
            </body>
            </html>
            """);
        return Results.Content(page.Text, "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}

/// <summary>Collects an interpolated string, encoding every value that is not <see cref="Html"/> already.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string value) => text.Append(value);

    public void AppendFormatted(Html value) => text.Append(value.Text);

    public void AppendFormatted<T>(T value, string? format = null) => text.Append(Encoder.Encode(
        value is IFormattable formattable
            ? formattable.ToString(format, System.Globalization.CultureInfo.InvariantCulture)
            : value?.ToString() ?? ""));

    public Html ToHtml() => new(text.ToString());
}
