using KBoss.Domain.Common;
using KBoss.Domain.Organizations;

namespace KBoss.Tests.Organizations;

public sealed class UserNameTests
{
    [Theory]
    [InlineData(" Admin ", "admin")]
    [InlineData("ａｄｍｉｎ", "admin")]
    [InlineData("Li.Wei－０１", "li.wei-01")]
    [InlineData("王伟abc", "王伟abc")]
    [InlineData("𠮷野家", "𠮷野家")]
    [InlineData("さくらサクラ桜x", "さくらサクラ桜x")]
    [InlineData("김철수kim", "김철수kim")]
    [InlineData("Борис", "борис")]
    [InlineData("José", "josé")]
    public void A_user_name_is_kept_without_case_and_width(string typed, string kept) => Assert.Equal(kept, Member.UserNameOf(typed));

    [Theory]
    [InlineData("аdmin", "а", "U+0430")]
    [InlineData("admіn", "і", "U+0456")]
    [InlineData("αdmin", "α", "U+03B1")]
    [InlineData("王伟о1", "о", "U+043E")]
    [InlineData("борисα", "α", "U+03B1")]
    [InlineData("김철수さ", "さ", "U+3055")]
    public void Letters_of_scripts_that_do_not_go_together_are_refused_by_naming_the_one(string typed, string letter, string name)
    {
        var refusal = Assert.Throws<RuleException>(() => Member.UserNameOf(typed));
        Assert.Equal(("Organizations.UserNameMixed", "user-name"), (refusal.Code, refusal.Field));
        Assert.Equal((letter, name), (refusal.Args[0], refusal.Args[1]));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("a b c")]
    [InlineData("138-0000-0001")]
    [InlineData("１２３４５")]
    [InlineData("abc٣")]
    [InlineData("user@root")]
    [InlineData("ab\uD800c")]
    public void What_is_no_user_name_is_refused(string typed) =>
        Assert.Contains(Assert.Throws<RuleException>(() => Member.UserNameOf(typed)).Code, new[] { "Organizations.UserNameInvalid", "Common.CharacterHidden" });

    [Fact]
    public void A_character_that_nobody_sees_is_refused_by_its_name()
    {
        var refusal = Assert.Throws<RuleException>(() => Member.UserNameOf("ad\u200Bmin"));
        Assert.Equal(("Common.CharacterHidden", "user-name", "U+200B"), (refusal.Code, refusal.Field, refusal.Args[0]));
    }

    [Theory]
    [InlineData("асе", "ace")]
    [InlineData("рарау", "papay")]
    [InlineData("ορο", "opo")]
    [InlineData("ɡɑı", "gai")]
    [InlineData("王小伟", "王小伟")]
    public void A_name_of_one_script_that_looks_like_another_is_compared_as_that(string name, string key) =>
        Assert.Equal(key, UserNames.Key(Member.UserNameOf(name)));
}
