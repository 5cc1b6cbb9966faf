using System.Globalization;
using System.Text;
using KBoss.Infrastructure.Approvals.DingTalk;

namespace KBoss.Tests.Approvals.DingTalk;

public sealed class DingTalkCallbackCryptoTests
{
    private const string FirstToken = "tokenxxxx";
    private const string FirstKey = "o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus";
    private const string FirstEncrypt = "X1VSe9cTJUMZu60d3kyLYTrBq5578ZRJtteU94wG0Q4Uk6E/wQYeJRIC0/UFW5Wkya1Ihz9oXAdLlyC9TRaqsQ==";
    private static readonly DateTime Now = new(2026, 1, 5, 2, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(
        FirstToken, FirstKey, "dingxxxxxx", "1605695694141", "WelUQl6bCqcBa2fM", FirstEncrypt, "f36f4ba5337d426c7d4bca0dbcb06b3ddc1388fc", "success")]
    [InlineData(
        "mryue", "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7", "ding6ccabc44d2c8d38b", "1608001896814", "WL4PK6yA",
        "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3",
        "03044561471240d4a14bb09372dfcfd4fd0e40cb", """{"EventType":"check_url"}""")]
    [InlineData(
        "123456", "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", "suite4xxxxxxxxxxxxxxx", "1445827045067", "nEXhMP4r",
        "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44"
        + "w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
        "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0", """{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}""")]
    public void What_DingTalk_has_signed_and_encrypted_is_read(
        string token, string key, string owner, string timestamp, string nonce, string encrypt, string signature, string message)
    {
        var crypto = new DingTalkCallbackCrypto(token, key, owner);

        Assert.Equal(signature, crypto.Sign(timestamp, nonce, encrypt));
        Assert.Equal(message, crypto.Open(signature, timestamp, nonce, encrypt));
    }

    [Fact]
    public void With_the_same_random_bytes_the_same_text_comes_out() => Assert.Equal(
        FirstEncrypt, new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingxxxxxx").Encrypt("success", Encoding.ASCII.GetBytes("WelUQl6bCqcBa2fM")));

    [Fact]
    public void Every_length_of_a_message_is_filled_up_to_whole_blocks_and_read_again()
    {
        var crypto = new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingxxxxxx");
        for (var length = 0; length <= 100; length++)
        {
            var message = new string('审', length);
            var encrypt = crypto.Encrypt(message);
            Assert.Equal(0, Convert.FromBase64String(encrypt).Length % 32);
            Assert.Equal(message, crypto.Decrypt(encrypt));
        }
    }

    [Fact]
    public void Another_owner_is_refused()
    {
        var refused = Assert.Throws<DingTalkRefusedException>(() => new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingother0").Decrypt(FirstEncrypt));

        Assert.Equal(DingTalkRefusal.OtherOwner, refused.Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("f36f4ba5337d426c7d4bca0dbcb06b3ddc1388fd")]
    [InlineData("F36F4BA5337D426C7D4BCA0DBCB06B3DDC1388FC")]
    [InlineData("ｆ36f4ba5337d426c7d4bca0dbcb06b3ddc1388fc")]
    public void Another_signature_is_refused(string signature)
    {
        var crypto = new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingxxxxxx");

        var refused = Assert.Throws<DingTalkRefusedException>(() => crypto.Open(signature, "1605695694141", "WelUQl6bCqcBa2fM", FirstEncrypt));

        Assert.Equal(DingTalkRefusal.BadSignature, refused.Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_cannot_be_decrypted_is_refused(string encrypt)
    {
        var crypto = new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingxxxxxx");

        var refused = Assert.Throws<DingTalkRefusedException>(() => crypto.Open(crypto.Sign("1", "n", encrypt), "1", "n", encrypt));

        Assert.Equal(DingTalkRefusal.Unreadable, refused.Refusal);
    }

    [Fact]
    public void A_damaged_text_is_refused_wherever_it_is_damaged()
    {
        var crypto = new DingTalkCallbackCrypto(FirstToken, FirstKey, "dingxxxxxx");
        var good = Convert.FromBase64String(crypto.Encrypt("""{"EventType":"bpms_instance_change"}"""));
        // The first 16 bytes are random: what is damaged there alone changes nothing that is read but the bytes below it.
        for (var i = 16; i < good.Length; i++)
        {
            var damaged = good.ToArray();
            damaged[i] ^= 0xFF;
            try
            {
                Assert.NotEqual("""{"EventType":"bpms_instance_change"}""", crypto.Decrypt(Convert.ToBase64String(damaged)));
            }
            catch (DingTalkRefusedException)
            {
                // Refused, which is what we want.
            }
        }
    }

    [Theory]
    [InlineData("token", "tooshort", "owner")]
    [InlineData("token", "!1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus", "owner")]
    [InlineData("", FirstKey, "owner")]
    [InlineData("token", FirstKey, "")]
    public void Keys_that_are_none_are_told_as_not_configured(string token, string key, string owner)
    {
        var refused = Assert.Throws<DingTalkRefusedException>(() => new DingTalkCallbackCrypto(token, key, owner));

        Assert.Equal(DingTalkRefusal.NotConfigured, refused.Refusal);
    }

    [Fact]
    public void An_event_is_known_again_by_its_id_or_else_by_what_it_says()
    {
        var first = Push("""{"EventType":"bpms_instance_change","eventId":"e1","CorpId":"corp","processInstanceId":"i1","type":"finish","result":"agree"}""");
        Assert.True(first.IsApproval);
        Assert.Equal(("i1", "finish", "agree"), (first.InstanceId, first.Type, first.Result));
        Assert.Equal(first.Key, Push("""{"EventType":"bpms_instance_change","eventId":"e1","processInstanceId":"i1","type":"finish"}""").Key);
        Assert.NotEqual(first.Key, Push("""{"EventType":"bpms_instance_change","eventId":"e2","processInstanceId":"i1","type":"finish"}""").Key);

        var old = Push("""{"EventType":"bpms_task_change","corpId":"corp","processInstanceId":"i1","taskId":12,"type":"finish","result":"agree"}""");
        Assert.Equal(old.Key, Push("""{"EventType":"bpms_task_change","processInstanceId":"i1","taskId":"12","type":"finish","result":"agree","EventTime":2}""").Key);
        Assert.NotEqual(old.Key, Push("""{"EventType":"bpms_task_change","processInstanceId":"i1","taskId":13,"type":"finish","result":"agree"}""").Key);
        Assert.False(Push("""{"EventType":"check_url"}""").IsApproval);
    }

    [Theory]
    [InlineData("""{"EventType":"bpms_instance_change","CorpId":"other","processInstanceId":"i1"}""", DingTalkRefusal.OtherOwner)]
    [InlineData("""{"EventType":"bpms_instance_change","corpId":"other","processInstanceId":"i1"}""", DingTalkRefusal.OtherOwner)]
    [InlineData("""{"EventType":"a","EventType":"bpms_instance_change","processInstanceId":"i1"}""", DingTalkRefusal.Unreadable)]
    [InlineData("""[1]""", DingTalkRefusal.Unreadable)]
    [InlineData("""success""", DingTalkRefusal.Unreadable)]
    public void A_message_that_is_not_ours_or_not_readable_is_refused(string message, DingTalkRefusal refusal) =>
        Assert.Equal(refusal, Assert.Throws<DingTalkRefusedException>(() => Push(message)).Refusal);

    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    public void A_push_that_was_signed_an_hour_away_is_refused(int minutes) =>
        Assert.Equal(DingTalkRefusal.TooOld, Assert.Throws<DingTalkRefusedException>(() => Push("""{"EventType":"check_url"}""", minutes)).Refusal);

    [Fact]
    public void What_is_missing_is_told_by_name()
    {
        Assert.Equal(
            ["DingTalk:AppKey", "DingTalk:AppSecret", "DingTalk:ProcessCode", "DingTalk:CallbackToken", "DingTalk:EncodingAesKey", "DingTalk:AppUrl"],
            new DingTalkOptions().Missing);
        Assert.Contains("DingTalk:EncodingAesKey", new DingTalkOptions { EncodingAesKey = "short" }.Missing);
    }

    private static DingTalkPush Push(string message, int minutes = 0)
    {
        var options = new DingTalkOptions { AppKey = "dingxxxxxx", CallbackToken = FirstToken, EncodingAesKey = FirstKey, CorpId = "corp" };
        var sent = DingTalkPush.Crypto(options).Reply(message, Now.AddMinutes(minutes));
        Assert.Equal(new DateTimeOffset(Now.AddMinutes(minutes)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), sent.Timestamp);
        return DingTalkPush.Open(options, sent.Signature, sent.Timestamp, sent.Nonce, sent.Encrypt, Now);
    }
}
