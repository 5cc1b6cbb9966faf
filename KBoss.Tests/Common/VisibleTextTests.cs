using KBoss.Domain.Common;

namespace KBoss.Tests.Common;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("GPU\u00AD-1", "U+00AD")]
    [InlineData("GPU\u00A0-1", "U+00A0")]
    [InlineData("GPU\u200B-1", "U+200B")]
    [InlineData("GPU\u061C-1", "U+061C")]
    [InlineData("GPU\u202E-1", "U+202E")]
    [InlineData("GPU\u2800-1", "U+2800")]
    [InlineData("GPU\u3164-1", "U+3164")]
    [InlineData("GPU\uFE0F-1", "U+FE0F")]
    [InlineData("GPU\uFFFF-1", "U+FFFF")]
    [InlineData("GPU\u0001-1", "U+0001")]
    [InlineData("GPU\n-1", "U+000A")]
    [InlineData("GPU\U000E0041-1", "U+E0041")]
    public void A_character_that_nobody_sees_is_refused_by_its_name_in_the_field(string text, string name)
    {
        var refusal = Assert.Throws<RuleException>(() => Require.Text(text, "code"));
        Assert.Equal(("Common.CharacterHidden", "code", name), (refusal.Code, refusal.Field, refusal.Args[0]));
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.Equal("U+D800", VisibleText.Hidden("a\uD800b", free: true));
        Assert.Equal("U+DC00", VisibleText.Hidden("\uDC00", free: false));
    }

    [Theory]
    [InlineData("GPU-1 é ½ Ж ß ٣ שלום")]
    [InlineData("通用 节点（A）—“引号”")]
    [InlineData("\U00020BB7野家 \U0001F680")]
    public void What_can_be_seen_is_taken_in_any_script(string text) => Assert.Equal(text, Require.Text(text, "name"));

    [Fact]
    public void Free_text_has_lines_wide_spaces_and_joined_emoji_but_nothing_that_turns_it()
    {
        Assert.Equal("a\nb\n\u00A0c\td ❤\uFE0F \U0001F468\u200D\U0001F469", Require.Optional(" a\r\nb\r\u00A0c\td ❤\uFE0F \U0001F468\u200D\U0001F469\n", "note", free: true));
        Assert.Equal("Common.CharacterHidden", Assert.Throws<RuleException>(() => Require.Optional("a\u202Eb", "note", free: true)).Code);
        Assert.Equal("Common.CharacterHidden", Assert.Throws<RuleException>(() => Require.Optional("a\u0001b", "note", free: true)).Code);
    }
}
