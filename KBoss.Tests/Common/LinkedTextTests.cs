using Bunit;
using KBoss.Web.Common;

namespace KBoss.Tests.Common;

/// <summary>Addresses in what people wrote.</summary>
public sealed class LinkedTextTests : BunitContext
{
    [Theory]
    [InlineData("见 https://kboss.cn/a?b=1&c=2。谢谢", "https://kboss.cn/a?b=1&c=2")]
    [InlineData("(http://10.0.0.1:8080/x)", "http://10.0.0.1:8080/x")]
    [InlineData("https://zh.wikipedia.org/wiki/A_(b), 然后", "https://zh.wikipedia.org/wiki/A_(b)")]
    [InlineData("请看https://kboss.cn文档", "https://kboss.cn")]
    [InlineData("HTTPS://KBOSS.CN/X!", "HTTPS://KBOSS.CN/X")]
    [InlineData("javascript:alert(1) data:text/html,x ftp://a.b file:///etc/passwd", null)]
    [InlineData("https:// 和 http://", null)]
    [InlineData("https://bank.example@evil.example/ http://user:pw@evil.example/", null)]
    [InlineData("没有链接", null)]
    public void Only_addresses_of_the_web_are_links_and_all_else_stays(string text, string? link)
    {
        var pieces = LinkedText.Pieces(text).ToList();
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal(link is null ? [] : [link], pieces.Where(p => p.Href is not null).Select(p => p.Text));
    }

    [Fact]
    public void What_was_written_stays_text_and_the_page_behind_a_link_learns_nothing()
    {
        var shown = Render<LinkedText>(p => p.Add(t => t.Text, "<img src=x onerror=alert(1)> https://kboss.cn/\"onmouseover=\"x <b>"));

        var link = Assert.Single(shown.FindAll("a"));
        Assert.Equal(("https://kboss.cn/", "noopener noreferrer nofollow", "_blank"), (link.GetAttribute("href"), link.GetAttribute("rel"), link.GetAttribute("target")));
        Assert.Empty(shown.FindAll("img, b"));
        Assert.Contains("&lt;img src=x", shown.Markup, StringComparison.Ordinal);
    }
}
