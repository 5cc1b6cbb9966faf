using System.Security.Cryptography;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Settings;

namespace KBoss.Tests.Settings;

public sealed class SettingFieldTests
{
    [Theory]
    [InlineData(SettingKind.Url, "https://a.example/x", false, null)]
    [InlineData(SettingKind.Url, "http://127.0.0.1:5080/dev", true, null)]
    [InlineData(SettingKind.Url, "http://127.0.0.1:5080/dev", false, "Settings.UrlInvalid")]
    [InlineData(SettingKind.Url, "http://a.example/x", true, "Settings.UrlInvalid")]
    [InlineData(SettingKind.Url, "https://user:password@a.example/", false, "Settings.UrlInvalid")]
    [InlineData(SettingKind.Url, "a.example", false, "Settings.UrlInvalid")]
    [InlineData(SettingKind.Secret, "abc\u00a0def", false, "Settings.SecretHasBlanks")]
    [InlineData(SettingKind.AesKey, "abcdefghijabcdefghijabcdefghijabcdefghijabc", false, null)]
    [InlineData(SettingKind.AesKey, "abcdefghijabcdefghijabcdefghijabcdefghijab", false, "Settings.AesKeyInvalid")]
    [InlineData(SettingKind.AesKey, "abcdefghij=bcdefghijabcdefghijabcdefghijabc", false, "Settings.AesKeyInvalid")]
    [InlineData(SettingKind.Email, "a@b.example", false, null)]
    [InlineData(SettingKind.Email, "Name <a@b.example>", false, "Settings.EmailInvalid")]
    [InlineData(SettingKind.Email, "a.example", false, "Settings.EmailInvalid")]
    [InlineData(SettingKind.Number, "7", false, null)]
    [InlineData(SettingKind.Number, "7.5", false, "Settings.NumberInvalid")]
    [InlineData(SettingKind.Number, "-1", false, "Settings.NumberInvalid")]
    [InlineData(SettingKind.Amount, "0.005", false, "Settings.NumberInvalid")]
    [InlineData(SettingKind.TimeOfDay, "9:30", false, null)]
    [InlineData(SettingKind.TimeOfDay, "25:00", false, "Settings.TimeInvalid")]
    [InlineData(SettingKind.Days, "2027-01-01\n2027-02-30", false, "Settings.DayInvalid")]
    [InlineData(SettingKind.Choice, "Other", false, "Settings.ChoiceInvalid")]
    [InlineData(SettingKind.RsaPrivateKey, "bm8ga2V5", false, "Settings.PrivateKeyInvalid")]
    [InlineData(SettingKind.RsaPublicKey, "no key", false, "Settings.PublicKeyInvalid")]
    public void A_value_is_read_by_its_kind(SettingKind kind, string typed, bool isDevelopment, string? code)
    {
        var field = new SettingField("Key", kind) { Choices = ["One"] };
        Assert.Equal(code, RuleException.Of(() => field.Read(typed, isDevelopment))?.Code);
        Assert.Equal("", field.Read("  ", isDevelopment));
    }

    [Fact]
    public void The_limits_of_a_whole_number_are_whole()
    {
        var refused = RuleException.Of(() => new SettingField("Port", SettingKind.Number) { Least = 1, Most = 65_535 }.Read("0", false))!;
        Assert.Equal([1L, 65_535L], refused.Args);
        refused = RuleException.Of(() => new SettingField("LowBalance", SettingKind.Amount) { Most = 100m }.Read("-1", false))!;
        Assert.Equal([0m, 100m], refused.Args);
    }

    [Fact]
    public void Keys_of_Alipay_are_taken_in_every_form_and_each_for_what_it_is()
    {
        using var rsa = RSA.Create(2048);
        var (own, theirs) = (new SettingField("P", SettingKind.RsaPrivateKey) { MaxLength = 8000 }, new SettingField("A", SettingKind.RsaPublicKey) { MaxLength = 4000 });
        foreach (var key in new[] { Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(rsa.ExportRSAPrivateKey()), rsa.ExportPkcs8PrivateKeyPem() })
        {
            Assert.Equal(key.Trim(), own.Read(key, false));
            Assert.Equal("Settings.PublicKeyInvalid", RuleException.Of(() => theirs.Read(key, false))?.Code);
        }

        foreach (var key in new[] { Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), rsa.ExportSubjectPublicKeyInfoPem() })
        {
            Assert.Equal(key.Trim(), theirs.Read(key, false));
            Assert.Equal("Settings.PrivateKeyInvalid", RuleException.Of(() => own.Read(key, false))?.Code);
        }
    }

    [Fact]
    public void Days_are_kept_in_order_and_once() => Assert.Equal(
        "2027-01-01\n2027-05-01", new SettingField("Holidays", SettingKind.Days).Read("2027-05-01, 2027-01-01\r\n2027-05-01", false));
}
