using CsCheck;
using KBoss.Domain.Common;
using KBoss.Domain.Ledger;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Ledger;
using KBoss.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Ledger;

public sealed class PostingTests
{
    private static readonly Dictionary<string, Account> Chart = DefaultBook.Accounts(1).ToDictionary(a => a.Code);

    [Fact]
    public void R_LED_1_an_entry_whose_sides_differ_is_refused()
    {
        var refusal = Assert.Throws<RuleException>(() => new JournalEntry(1, "Test", "T1", TestKBoss.Start.UtcDateTime,
        [
            new JournalDraft(Chart[DefaultBook.Alipay], Side.Debit, 10m),
            new JournalDraft(Chart[DefaultBook.Revenue], Side.Credit, 9.99m),
        ]));
        Assert.Equal("Ledger.Unbalanced", refusal.Code);
    }

    [Fact]
    public void R_LED_1_every_default_rule_posts_balanced_entries_whatever_the_amounts() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[1, 100_000_000], Gen.Int[0, 100_000_000].Array[0, 4], Gen.Int[0, 100_000_000].Array[0, 4]).Sample((kind, gross, supplier, upstream) =>
        {
            var rules = DefaultBook.Rules(1).ToList();
            var rule = rules[kind % rules.Count];
            var amounts = new List<LedgerAmount> { new(LedgerEvents.Gross, gross / 100m, 7) };
            var debit = gross / 100m;
            if (rule.EventKind == LedgerEvents.OfflineRecharge)
            {
                // How it came is said by the name of the same amount: it stands on the other side.
                string[] ways = [LedgerEvents.Bank, LedgerEvents.Cash, LedgerEvents.Other];
                amounts.Add(new LedgerAmount(ways[gross % ways.Length], debit));
            }
            else if (rule.EventKind != LedgerEvents.Recharge)
            {
                amounts.AddRange(supplier.Select((fen, i) => new LedgerAmount(LedgerEvents.SupplierCost, fen / 100m, 100 + i)));
                amounts.AddRange(upstream.Select((fen, i) => new LedgerAmount(LedgerEvents.UpstreamCost, fen / 100m, 200 + i)));
                debit = amounts.Sum(a => a.Value);
            }

            var entry = rule.Apply(new LedgerEvent(rule.EventKind, "X", TestKBoss.Start.UtcDateTime, amounts), Chart);
            Assert.Equal(entry.Lines.Sum(l => l.Debit), entry.Lines.Sum(l => l.Credit));
            Assert.Equal(debit, entry.Lines.Sum(l => l.Debit));
            Assert.All(entry.Lines, l => Assert.True(l.Debit > 0 ^ l.Credit > 0));
        });

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.001")]
    public void A_line_of_zero_a_negative_or_a_split_fen_is_refused(string amount)
    {
        var value = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<RuleException>(() => new JournalEntry(1, "Test", "T1", TestKBoss.Start.UtcDateTime,
        [
            new JournalDraft(Chart[DefaultBook.Alipay], Side.Debit, value),
            new JournalDraft(Chart[DefaultBook.Revenue], Side.Credit, value),
        ]));
    }

    [Fact]
    public void An_amount_that_no_rule_line_takes_is_refused_rather_than_lost()
    {
        var rule = DefaultBook.Rules(1).First(r => r.EventKind == LedgerEvents.Recharge);
        var refusal = Assert.Throws<RuleException>(() => rule.Apply(
            new LedgerEvent(LedgerEvents.Recharge, "X", TestKBoss.Start.UtcDateTime, [new(LedgerEvents.Gross, 1m, 7), new("Fee", 0.1m)]), Chart));
        Assert.Equal("Ledger.AmountWithoutRule", refusal.Code);
    }

    [Fact]
    public void An_account_by_counterparty_is_never_posted_without_one()
    {
        var refusal = Assert.Throws<RuleException>(() => new JournalEntry(1, "Test", "T1", TestKBoss.Start.UtcDateTime,
        [
            new JournalDraft(Chart[DefaultBook.Alipay], Side.Debit, 1m),
            new JournalDraft(Chart[DefaultBook.Prepaid], Side.Credit, 1m),
        ]));
        Assert.Equal("Ledger.CounterpartyNeeded", refusal.Code);
    }

    [Fact]
    public async Task R_LED_2_entries_can_be_neither_changed_nor_deleted()
    {
        await using var boss = await TestKBoss.StartAsync();
        await boss.Given.ShopAsync();
        await using var db = boss.Db();
        var line = await db.JournalLines.FirstAsync();
        db.Entry(line).Property(l => l.Debit).CurrentValue = 1m;
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();
        db.Remove(await db.JournalEntries.FirstAsync());
        await Assert.ThrowsAsync<IsolationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task The_same_event_is_never_posted_twice()
    {
        await using var boss = await TestKBoss.StartAsync();
        var root = await boss.Given.RootAsync();
        var buyer = await boss.Given.CustomerAsync(root);
        var happened = new LedgerEvent(LedgerEvents.Recharge, "RC1", boss.Now, [new(LedgerEvents.Gross, 5m, buyer.Id)]);
        for (var i = 0; i < 2; i++)
        {
            await using var db = boss.Db(root.Id);
            await boss.Get<LedgerService>().PostAsync(db, root.Id, happened);
            if (i == 0)
            {
                await db.SaveChangesAsync();
            }
            else
            {
                Assert.True(KBossDbContextFactory.IsDuplicate(await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync())));
            }
        }
    }
}
