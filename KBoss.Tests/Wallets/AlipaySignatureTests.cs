using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KBoss.Infrastructure.Wallets.Alipay;

namespace KBoss.Tests.Wallets;

public sealed class AlipaySignatureTests
{
    /// <summary>One pair of keys for all tests: making one takes longer than most of them.</summary>
    private static readonly RSA Rsa = RSA.Create(2048);

    private const string VectorPublicKey =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqneeCGcFCPZUy3pJ6GXZfRwozoln5ngPZOFtppAyubS/BSUqo0hKIHoY6qVe7aLbDp+uwI+UWVh+yyA7Oz/T"
        + "/q+y4CRXdF/RiWKbxUi4jStHAf6/V84Qko5j6IZYIFwwi+Qt0x92r//wfUZB9YaZkfypk+fDtL1r8snvuzJMn0fiUcwm1f1A/OcN+23cOatxbRhwR+ka4rjFLC2KATkp"
        + "AUfKp9jf+UVvWdZO8VLRR5nlglg6wLk74TC4K6gzPbcHL54OBQjcYRIVjjLSarygDrZ6PjTPmDtcAbMAt2ukbMH41hktwoHlYpqVLSp6vKxUtPhvlug31xuPw7Mua/YO"
        + "LQIDAQAB";

    private const string RequestText =
        "app_id=2021000000000001&"
        + """biz_content={"out_trade_no":"KB202601020001","product_code":"FAST_INSTANT_TRADE_PAY","subject":"云资源充值","total_amount":"88.88"}&"""
        + "charset=utf-8&format=JSON&method=alipay.trade.page.pay&notify_url=https://kboss.example.com/pay/alipay/notify&"
        + "return_url=https://kboss.example.com/pay/alipay/return&sign_type=RSA2&timestamp=2026-01-02 03:04:05&version=1.0";
    private const string RequestSign =
        "jkDyRW1/dFHm6bmxTc7PJisLowqsfXo8nI++bgSwbhUMoy7drO8h8ysPOjwTW7NFA+iZNhcZFxIfuJCuU7sxy8Hm16CRwwxQdtsTdC37jhFJPEXqw8mFcnujD55GVmR3"
        + "BzzCdR3MM0xpttOS4ZznPqYdhOiphaLmNZhtRKiLFZad6TwOK0Ai5K53rnDi934gYXd6gB4uvLLrmkh0JSzOUOp1Z8ZZMZ7feibmcA+Wylcq91/EtSaatZQ416yHJYKO"
        + "qL9bGUOB6Pk6Rw0+n4CBUpxgq3n+2ELrvz8eiPVlcCgm+zUYQI+uvOSSsq3c+J/KYWDHzS65erPIDzSTD9fZqA==";

    private const string NotificationText =
        "app_id=2021000000000001&buyer_id=2088000000000002&charset=utf-8&gmt_payment=2026-01-02 03:05:06&notify_id=n0001&"
        + "notify_time=2026-01-02 03:05:07&notify_type=trade_status_sync&out_trade_no=KB202601020001&seller_id=2088000000000001&"
        + "subject=云资源充值&total_amount=88.88&trade_no=2026010222001400000000000001&trade_status=TRADE_SUCCESS&version=1.0";
    private const string NotificationSign =
        "UWRpIOHYqJ1CD1/PzfCPV5SFB5D3woxcNYPzG4Q6xkORSksCiEkYkIpfxlESksIhWbKnrhV8FG8DnKDqL/BneP6rmquZPxXQCFKzMlLcHLHCKSqxe93GaUANnQ3LAOZV"
        + "xn8bevdSzVr3WduL5TqOSRv95zc2NpuJWNVkAAJ+1n6YaK94BC34xvQ5Koc3UQjl4j1n1cI7DeH3gkFa6vP3m175Q5Ak0VNjtNQGfqOQEZueok33mjIhQb63d+2b532D"
        + "+5oDLAasrw4kvJb1RPbq6rvZHVcF6M704TmViePR81icDJJvXaJmQrw5nYVuq0T2GB5cUfhZDS42WgWactWPtQ==";

    private static readonly AlipayOptions VectorOptions = new()
    {
        AppId = "2021000000000001",
        SellerId = "2088000000000001",
        AlipayPublicKey = VectorPublicKey,
    };

    [Fact]
    public void The_request_string_and_its_published_signature_agree()
    {
        var parameters = Split(RequestText).Reverse().Append(new("sign", "ignored")).Append(new("app_auth_token", ""));
        var text = AlipaySignature.RequestString(parameters);

        Assert.Equal(RequestText, text);
        Assert.Equal("6fcde3dc197ce0481310f5ee8532f39f016fdce53aac1425a2b598360986924a", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        Assert.True(AlipaySignature.Verify(text, RequestSign, VectorPublicKey));
        Assert.False(AlipaySignature.Verify(text.Replace("88.88", "88.89", StringComparison.Ordinal), RequestSign, VectorPublicKey));
    }

    [Fact]
    public void The_notification_of_the_vector_is_verified_and_read()
    {
        var notification = AlipayNotification.Verify(VectorForm(), VectorOptions);

        Assert.Equal("KB202601020001", notification.OutTradeNo);
        Assert.Equal("2026010222001400000000000001", notification.TradeNo);
        Assert.Equal(88.88m, notification.TotalAmount);
        Assert.Equal(AlipayTradeStatus.Success, notification.Status);
        Assert.Equal(new DateTime(2026, 1, 1, 19, 5, 6, DateTimeKind.Utc), notification.PaidAt);
        Assert.Equal(DateTimeKind.Utc, notification.PaidAt!.Value.Kind);
        Assert.True(notification.IsPayment);
        Assert.False(notification.IsRefund);
    }

    [Theory]
    [InlineData("total_amount", "0.01")]
    [InlineData("out_trade_no", "KB202601020002")]
    [InlineData("trade_status", "TRADE_FINISHED")]
    [InlineData("new_field", "added by a stranger")]
    [InlineData("sign", "not Base64!")]
    [InlineData("sign", "")]
    [InlineData("sign", "AAAA")]
    [InlineData("sign_type", "RSA")]
    [InlineData("sign_type", "")]
    public void A_notification_with_anything_changed_is_refused(string field, string value)
    {
        var form = VectorForm();
        form[field] = value;

        Assert.Equal(AlipayRefusal.BadSignature, Refusal(form, VectorOptions));
    }

    [Fact]
    public void A_notification_with_a_field_taken_out_is_refused()
    {
        var form = VectorForm();
        form.Remove("subject");

        Assert.Equal(AlipayRefusal.BadSignature, Refusal(form, VectorOptions));
    }

    [Fact]
    public void A_notification_for_another_app_or_seller_is_refused_however_well_it_is_signed()
    {
        Assert.Equal(AlipayRefusal.OtherApp, Refusal(VectorForm(), new AlipayOptions { AppId = "2021000000000009", AlipayPublicKey = VectorPublicKey }));
        var other = new AlipayOptions { AppId = "2021000000000001", SellerId = "2088000000000009", AlipayPublicKey = VectorPublicKey };
        Assert.Equal(AlipayRefusal.OtherSeller, Refusal(VectorForm(), other));
        Assert.Equal(AlipayRefusal.NotConfigured, Refusal(VectorForm(), new AlipayOptions()));
        Assert.Equal(AlipayRefusal.NotConfigured, Refusal(VectorForm(), new AlipayOptions { AppId = "2021000000000001", AlipayPublicKey = "nonsense" }));
    }

    [Theory]
    [InlineData("refund_fee", "1.00")]
    [InlineData("gmt_refund", "2026-01-03 10:00:00.123")]
    public void A_refund_that_comes_as_success_is_not_a_payment(string field, string value)
    {
        var notification = AlipayNotification.Verify(Signed(Rsa, (field, value)), Options(Rsa));

        Assert.True(notification.IsRefund);
        Assert.False(notification.IsPayment);
    }

    [Theory]
    [InlineData("trade_status", "TRADE_INVENTED")]
    [InlineData("total_amount", "1e3")]
    [InlineData("total_amount", "-88.88")]
    [InlineData("total_amount", "88,88")]
    [InlineData("total_amount", "88.888")]
    [InlineData("gmt_payment", "yesterday")]
    [InlineData("notify_type", "something_else")]
    [InlineData("trade_no", "")]
    public void A_signed_notification_that_breaks_the_protocol_is_refused(string field, string value)
    {
        Assert.Equal(AlipayRefusal.Malformed, Refusal(Signed(Rsa, (field, value)), Options(Rsa)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_are_read_in_every_form_that_is_handed_out(bool pem)
    {
        string[] privateKeys = pem
            ? [Rsa.ExportPkcs8PrivateKeyPem(), Rsa.ExportRSAPrivateKeyPem().ReplaceLineEndings("\r\n")]
            : [Convert.ToBase64String(Rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(Rsa.ExportRSAPrivateKey())];
        var publicKey = pem ? Rsa.ExportSubjectPublicKeyInfoPem() : Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo());

        foreach (var key in privateKeys)
        {
            Assert.True(AlipaySignature.Verify("云", AlipaySignature.Sign("云", key), publicKey));
        }

        Assert.Throws<CryptographicException>(() => AlipaySignature.ImportPrivateKey("AAAA"));
        Assert.Throws<CryptographicException>(() => AlipaySignature.ImportPrivateKey(publicKey));
        Assert.Throws<CryptographicException>(() => AlipaySignature.ImportPublicKey("no key"));
    }

    [Theory]
    [InlineData("""{"alipay_trade_query_response":{"code":"10000","a":{"b":{}}},"sign":"S"}""", """{"code":"10000","a":{"b":{}}}""")]
    [InlineData("""{"sign":"S","alipay_trade_query_response":{ "code" : "10000" }}""", """{ "code" : "10000" }""")]
    [InlineData("""{"alipay_trade_query_response":{"s":"}\"{ \\","t":"\u4e91\/"} , "sign":"S" }""", """{"s":"}\"{ \\","t":"\u4e91\/"}""")]
    [InlineData("""{"alipay_trade_query_response":{"s":"云"},"alipay_cert_sn":"x","sign":"S"}""", """{"s":"云"}""")]
    public void The_signed_node_is_cut_out_exactly_as_it_came(string body, string node)
    {
        var response = AlipaySignature.ReadResponse(body, "alipay.trade.query");

        Assert.Equal("alipay_trade_query_response", response.NodeName);
        Assert.Equal(node, response.Node);
        Assert.Equal("S", response.Sign);
    }

    [Fact]
    public void An_error_without_signature_is_read_but_never_verified()
    {
        var response = AlipaySignature.ReadResponse("""{"error_response":{"code":"40002"}}""", "alipay.trade.query");

        Assert.Equal(AlipayResponse.ErrorNode, response.NodeName);
        Assert.Null(response.Sign);
        Assert.False(AlipaySignature.Verify(response, Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"alipay_trade_query_response":"text","sign":"S"}""")]
    [InlineData("""{"alipay_trade_close_response":{},"sign":"S"}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"10000"},"sign":"S"} trailing""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"10000"},"sign":"S" """)]
    [InlineData("""{"alipay_trade_query_response":{"code":"1"},"sign":"S","alipay_trade_query_response":{"code":"10000"}}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"1"},"sign":"S","alipay\u005ftrade_query_response":{"code":"10000"}}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"1"},"x":{"alipay_trade_query_response":{}},"sign":"S"}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"1"},"error_response":{"code":"2"},"sign":"S"}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"1"},"sign":"S","sign":"T"}""")]
    public void An_answer_that_is_not_one_node_and_one_signature_is_refused(string body)
    {
        var exception = Assert.Throws<AlipayException>(() => AlipaySignature.ReadResponse(body, "alipay.trade.query"));

        Assert.Equal(AlipayException.Malformed, exception.Code);
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public void An_answer_whose_slashes_were_escaped_after_signing_is_still_verified()
    {
        var (privateKey, publicKey) = (Convert.ToBase64String(Rsa.ExportPkcs8PrivateKey()), Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo()));
        var sign = AlipaySignature.Sign("""{"code":"10000","url":"https://a/b"}""", privateKey);

        Assert.True(AlipaySignature.Verify(new AlipayResponse("n", """{"code":"10000","url":"https:\/\/a\/b"}""", sign), publicKey));
        Assert.True(AlipaySignature.Verify(new AlipayResponse("n", """{"code":"10000","url":"https://a/b"}""", sign), publicKey));
        Assert.False(AlipaySignature.Verify(new AlipayResponse("n", """{"code":"10000","url":"https:\/\/a\/c"}""", sign), publicKey));
    }

    [Theory]
    [InlineData("0.01", "0.01")]
    [InlineData("88.8", "88.80")]
    [InlineData("88.8000", "88.80")]
    [InlineData("1234567", "1234567.00")]
    [InlineData("100000000", "100000000.00")]
    public void Amounts_are_written_with_two_decimals_in_every_culture(string yuan, string text)
    {
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");

        Assert.Equal(text, AlipayFormat.Amount(decimal.Parse(yuan, CultureInfo.InvariantCulture)));
        Assert.True(AlipayFormat.TryParseAmount(text, out var read));
        Assert.Equal(decimal.Parse(yuan, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.001")]
    [InlineData("88.888")]
    [InlineData("100000000.01")]
    public void Amounts_that_Alipay_cannot_take_are_refused_not_rounded(string yuan) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlipayFormat.Amount(decimal.Parse(yuan, CultureInfo.InvariantCulture)));

    [Fact]
    public void Times_are_Beijing_time()
    {
        var utc = new DateTime(2025, 12, 31, 19, 4, 5, DateTimeKind.Utc);

        Assert.Equal("2026-01-01 03:04:05", AlipayFormat.Time(utc));
        Assert.True(AlipayFormat.TryParseTime("2026-01-01 03:04:05", out var read));
        Assert.Equal(utc, read);
        Assert.False(AlipayFormat.TryParseTime("2026-01-01", out _));
        Assert.False(AlipayFormat.TryParseTime(null, out _));
    }

    [Fact]
    public void Subjects_and_numbers_are_brought_into_what_Alipay_takes()
    {
        Assert.Equal("CPU GPU 16核 a b", AlipayFormat.Subject("CPU/GPU=16核\na&b"));
        Assert.Equal(256, AlipayFormat.Subject(new string('云', 300)).Length);
        Assert.Equal(255, AlipayFormat.Subject(new string('云', 255) + "😀").Length);
        Assert.Throws<ArgumentException>(() => AlipayFormat.Subject(" / "));
        Assert.True(AlipayFormat.IsOutTradeNo("KB_2026"));
        Assert.False(AlipayFormat.IsOutTradeNo("KB-2026"));
        Assert.False(AlipayFormat.IsOutTradeNo("单号"));
        Assert.False(AlipayFormat.IsOutTradeNo(new string('1', 65)));
        Assert.False(AlipayFormat.IsOutTradeNo(""));
    }

    private static AlipayRefusal Refusal(IReadOnlyDictionary<string, string> form, AlipayOptions options) =>
        Assert.Throws<AlipayRefusedException>(() => AlipayNotification.Verify(form, options)).Refusal;

    private static Dictionary<string, string> VectorForm()
    {
        var form = Split(NotificationText).ToDictionary();
        form["sign"] = NotificationSign;
        form["sign_type"] = "RSA2";
        return form;
    }

    private static Dictionary<string, string> Signed(RSA rsa, (string Field, string Value) change)
    {
        var form = Split(NotificationText).ToDictionary();
        form[change.Field] = change.Value;
        form["sign_type"] = "RSA2";
        form["sign"] = AlipaySignature.Sign(AlipaySignature.NotificationString(form), Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()));
        return form;
    }

    private static AlipayOptions Options(RSA rsa) =>
        new() { AppId = "2021000000000001", AlipayPublicKey = Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()) };

    private static IEnumerable<KeyValuePair<string, string>> Split(string text) => text.Split('&').Select(part =>
    {
        var at = part.IndexOf('=', StringComparison.Ordinal);
        return KeyValuePair.Create(part[..at], part[(at + 1)..]);
    });
}
