using System.Globalization;
using Bunit;
using KBoss.Domain.Common;
using KBoss.Infrastructure.Common.Schedules;
using KBoss.Infrastructure.Wallets.Alipay;
using KBoss.Tests.Common;
using KBoss.Web.Schedules;

namespace KBoss.Tests.Schedules;

/// <summary>Why a run failed is said in the reader's words; what somebody else has said stands behind them.</summary>
public sealed class RunFailureTests : ComponentTest
{
    public static TheoryData<Exception, FailureCause> Failures => new()
    {
        { new HttpRequestException("Connection refused"), FailureCause.Unreachable },
        { new AlipayException("ACQ", "no answer", null, new HttpRequestException("reset")), FailureCause.Unreachable },
        { new TimeoutException("The operation has timed out."), FailureCause.TimedOut },
        { new BusyException(), FailureCause.Busy },
        { new RunFailedException(FailureCause.Incomplete, "a; b"), FailureCause.Incomplete },
        { new RunFailedException(FailureCause.Mismatch, "2 wallets differ"), FailureCause.Mismatch },
        { new InvalidOperationException("Sequence contains no elements"), FailureCause.Unexpected },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_kept_with_its_cause_and_read_again(Exception exception, FailureCause cause)
    {
        var kept = RunFailure.Of(exception).ToString();
        Assert.Equal(new RunFailure(cause, exception.Message), RunFailure.Read(kept));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sequence: it contains no elements")]
    [InlineData("3: of them")]
    public void A_text_without_a_cause_is_what_was_said(string text) =>
        Assert.Equal(text.Length == 0 ? null : new RunFailure(FailureCause.Unexpected, text), RunFailure.Read(text));

    [Fact]
    public void It_is_said_in_the_language_of_the_page_and_the_raw_text_stands_behind_details()
    {
        foreach (var language in new[] { "zh-Hans", "en" })
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            foreach (var cause in Enum.GetValues<FailureCause>())
            {
                var failed = Render<RunFailed>(p => p.Add(f => f.Failure, new RunFailure(cause, "Connection refused (127.0.0.1:1)")));
                var said = failed.Find("[data-testid=value-failure]").TextContent;
                Assert.Equal(language == "zh-Hans", said.Any(c => c is >= '\u4e00' and <= '\u9fff'));
                Assert.DoesNotContain("Cause.", said, StringComparison.Ordinal);
                Assert.Equal("Connection refused (127.0.0.1:1)", failed.Find("details > [data-testid=value-raw]").TextContent);
            }
        }
    }
}
