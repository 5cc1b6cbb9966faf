using KBoss.Domain.Common;
using KBoss.Domain.Suppliers;

namespace KBoss.Tests.Common;

/// <summary>Letters of other scripts that pass for Latin ones are written as escapes, or a reader could not tell what is tried.</summary>
public sealed class LookAlikesTests
{
    [Theory]
    [InlineData("\u0421PU", "\u0421", "U+0421", "C", "\u0421PU")]
    [InlineData("GPU \u0410100", "\u0410", "U+0410", "A", "\u0410100")]
    [InlineData("\u0410100 显卡", "\u0410", "U+0410", "A", "\u0410100")]
    [InlineData("\u0410100", "\u0410", "U+0410", "A", "\u0410100")]
    [InlineData("\u0412-1", "\u0412", "U+0412", "B", "\u0412")]
    [InlineData("GPU 节点\u0412", "\u0412", "U+0412", "B", "\u0412")]
    [InlineData("Nvidi\u0430", "\u0430", "U+0430", "a", "Nvidi\u0430")]
    [InlineData("G\u03A1U", "\u03A1", "U+03A1", "P", "G\u03A1U")]
    [InlineData("n\u0585de", "\u0585", "U+0585", "o", "n\u0585de")]
    [InlineData("\u13DFPU", "\u13DF", "U+13DF", "C", "\u13DFPU")]
    [InlineData("\uA4DAPU", "\uA4DA", "U+A4DA", "C", "\uA4DAPU")]
    [InlineData("sku-\u0421\u0420-01", "\u0421", "U+0421", "C", "\u0421\u0420")]
    public void A_letter_that_passes_for_a_Latin_one_is_named_with_the_one_that_was_meant(string typed, string letter, string code, string meant, string word)
    {
        foreach (var act in new Action[] { () => Require.Text(typed, "name"), () => Require.Code(typed, "name"), () => Require.Optional(typed, "name") })
        {
            var refusal = Assert.Throws<RuleException>(act);
            Assert.Equal(("Common.LetterMixed", "name"), (refusal.Code, refusal.Field));
            Assert.Equal([letter, code, meant, word], refusal.Args);
        }
    }

    [Theory]
    [InlineData("通用 CPU 节点")]
    [InlineData("GPU A100 80G")]
    [InlineData("10 µs")]
    [InlineData("10 μm")]
    [InlineData("50 Ω")]
    [InlineData("α版")]
    [InlineData("α-CPU")]
    [InlineData("β-Test Ⅱ型")]
    [InlineData("Δt")]
    [InlineData("Müller Straße Ærø")]
    [InlineData("Société Générale, Œuvre")]
    [InlineData("Łódź, İstanbul")]
    [InlineData("Яндекс GPU")]
    [InlineData("Иванов")]
    [InlineData("СОРТ")]
    [InlineData("Том 2")]
    [InlineData("Αθήνα")]
    [InlineData("東京データ Center")]
    [InlineData("한국 GPU")]
    [InlineData("10² ½ ①")]
    [InlineData("Ⅰ型 CPU Ⅹ")]
    public void What_people_write_stays_as_it_is(string text) => Assert.Equal(text, Require.Text(text, "name"));

    [Fact]
    public void What_nobody_compares_may_hold_anything() => Assert.Equal("\u0421PU", Require.Text("\u0421PU", "text", free: true));

    /// <summary>A word of nothing but such letters is a word of its script, and yet nobody can tell it from the Latin one.</summary>
    [Theory]
    [InlineData("\u0421\u041E\u0420", "COP")]
    [InlineData("\u0441\u043E\u0440", "cop")]
    [InlineData("\u0391\u0392", "AB")]
    [InlineData("𝐂𝐏𝐔", "cpu")]
    [InlineData("\u216DPU", "cpu")]
    [InlineData("\u0421\u041E\u0420", "\u0441\u043E\u0440")]
    public void Two_that_look_alike_have_one_key(string one, string other) => Assert.Equal(NormalText.Key(other), NormalText.Key(one));

    [Theory]
    [InlineData("α版", "A版")]
    [InlineData("Ω", "O")]
    [InlineData("Иванов", "Ivanov")]
    [InlineData("ß", "B")]
    public void Two_that_look_different_have_two(string one, string other) => Assert.NotEqual(NormalText.Key(other), NormalText.Key(one));

    [Fact]
    public void A_search_finds_a_name_in_its_own_script() => Assert.Equal("ИВАНОВ", NormalText.Sought("иванов"));

    [Fact]
    public void A_supplier_with_such_a_name_is_refused_and_two_that_look_alike_meet()
    {
        Assert.Equal("Common.LetterMixed", Assert.Throws<RuleException>(() => Named("\u0421TCC 云")).Code);
        Assert.Equal(Named("COP").NameKey, Named("\u0421\u041E\u0420").NameKey);

        static Supplier Named(string name) => new(1, new SupplierFacts(name, SupplierKind.Product), DateTime.UnixEpoch);
    }
}
