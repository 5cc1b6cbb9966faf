using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Customers;
using KBoss.Domain.Organizations;
using KBoss.Domain.Promotions;

namespace KBoss.Tests.Common;

public sealed class NormalTextTests
{
    [Theory]
    [InlineData("　ＧＰＵ　　Ａ１００ ", "GPU A100", "GPU A100")]
    [InlineData("通用节点（Ａ）：１，２", "通用节点（A）：1，2", "通用节点(A):1,2")]
    [InlineData("ａ－１", "a-1", "a-1")]
    [InlineData("a–1‑2", "a–1‑2", "a-1-2")]
    [InlineData("10² ½ ①", "10² ½ ①", "10² ½ ①")]
    [InlineData("⼭东⾼性能", "山东高性能", "山东高性能")]
    [InlineData("ｶﾞ ﬁ e\u0301", "ガ fi é", "ガ fi é")]
    public void A_name_keeps_Chinese_signs_and_a_code_keeps_none_of_full_width(string typed, string name, string code)
    {
        Assert.Equal((name, code), (NormalText.Name(typed), NormalText.Code(typed)));
        Assert.Equal((name, code), (Require.Text(typed, "name"), Require.Code(typed, "code")));
        Assert.Equal(NormalText.Key(name), NormalText.Key(code));
    }

    [Fact]
    public void A_normal_form_is_its_own_normal_form() => Gen.String[Gen.Char, 0, 20].Sample(text =>
    {
        foreach (var form in new Func<string, string>[] { NormalText.Name, NormalText.Code, NormalText.Number, NormalText.Key })
        {
            Assert.Equal(form(text), form(form(text)));
        }

        Assert.Equal(NormalText.Key(text), NormalText.Key(NormalText.Name(text)));
    });

    [Fact]
    public void A_text_that_grows_in_its_normal_form_is_as_long_as_it_is_kept() =>
        Assert.Equal("Common.TextTooLong", Assert.Throws<RuleException>(() => Require.Text("ﬃ", "name", 2)).Code);

    [Theory]
    [InlineData("13800000001")]
    [InlineData(" 138 0000 0001 ")]
    [InlineData("138-0000-0001")]
    [InlineData("138\u00A00000\u20090001")]
    [InlineData("+8613800000001")]
    [InlineData("+86 138 0000 0001")]
    [InlineData("（＋86）13800000001")]
    [InlineData("008613800000001")]
    [InlineData("8613800000001")]
    [InlineData("１３８０００００００１")]
    public void A_phone_is_one_number_however_it_is_spelled(string typed) => Assert.Equal("13800000001", Member.PhoneOf(typed));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("12345678901")]
    [InlineData("1380000000")]
    [InlineData("138000000012")]
    [InlineData("053188880000")]
    [InlineData("+85261234567")]
    [InlineData("+1 202 555 0100")]
    [InlineData("138abcd0001")]
    [InlineData("phone: 13800000001")]
    [InlineData("13800000001,13800000002")]
    public void What_is_no_mobile_number_of_mainland_China_is_refused(string? typed) =>
        Assert.Equal(("Organizations.PhoneInvalid", "phone"), Assert.Throws<RuleException>(() => Member.PhoneOf(typed)) is var no ? (no.Code, no.Field) : default);

    [Fact]
    public void A_character_that_nobody_sees_in_a_number_is_refused_by_its_name()
    {
        Assert.Equal("U+202D", Assert.Throws<RuleException>(() => Member.PhoneOf("\u202D13800000001\u202C")).Args[0]);
        Assert.Equal("U+200B", Assert.Throws<RuleException>(() => IdentityNumber.Company("91350100M000100Y4\u200B3")).Args[0]);
        Assert.Equal("U+FEFF", Assert.Throws<RuleException>(() => IdentityNumber.Person("\uFEFF110101199003074290", DateTime.UnixEpoch.AddYears(50))).Args[0]);
    }

    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91350100 M000 100Y 43")]
    [InlineData("９１３５０１００ｍ０００１００ｙ４３")]
    [InlineData("91350100-M000100Y43")]
    public void A_credit_code_is_one_however_it_is_spelled(string typed) => Assert.Equal("91350100M000100Y43", IdentityNumber.Company(typed));

    [Theory]
    [InlineData("110101 19900307 4290")]
    [InlineData("１１０１０１１９９００３０７４２９０")]
    public void An_ID_number_is_one_however_it_is_spelled(string typed) =>
        Assert.Equal("110101199003074290", IdentityNumber.Person(typed, DateTime.UnixEpoch.AddYears(50)));

    [Theory]
    [InlineData("ab2-c3d4")]
    [InlineData(" ＡＢ２Ｃ ３Ｄ４")]
    public void An_invite_code_is_one_however_it_is_spelled(string typed) => Assert.Equal("AB2C3D4", InviteCode.Normal(typed));

    [Theory]
    [InlineData("+86 138-0000-0001", "13800000001")]
    [InlineData("０５３１－８８８８００００", "0531-88880000")]
    [InlineData("0531–88880000-801", "0531-88880000-801")]
    [InlineData("+852 6123 4567", "+852 6123 4567")]
    public void A_contact_may_have_a_phone_of_any_kind(string typed, string kept) => Assert.Equal(kept, Phones.Contact(typed));
}
