using KBoss.Domain.Access;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.SignIn;
using KBoss.Infrastructure.Startup;
using KBoss.Infrastructure.Startup.Demo;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.Common.Data;

public sealed class DatabaseStartupTests
{
    private static readonly (string, string)[] Settings =
    [
        ("Root:Name", "开元云"), ("Root:Code", "kaiyuan"), ("FirstAdmin:Phone", "13900000001"),
        ("FirstAdmin:UserName", "chief"), ("FirstAdmin:Name", "管理员"), ("FirstAdmin:Password", "first-admin-1"),
    ];

    [Fact]
    public async Task The_demo_organizations_come_once_and_each_account_can_sign_in()
    {
        await using var boss = await TestKBoss.StartAsync();
        var demo = boss.Get<IEnumerable<IDemoStep>>().OfType<DemoOrganizations>().Single();

        await demo.SeedAsync(CancellationToken.None);
        await demo.SeedAsync(CancellationToken.None);

        await using var db = boss.Db();
        Assert.Equal(3, await db.Organizations.CountAsync());
        Assert.Equal(2, await db.Wallets.CountAsync());
        Assert.Equal(DemoOrganizations.Accounts.Count, await db.Members.CountAsync());
        Assert.True(await db.PostingRules.AnyAsync());
        foreach (var account in DemoOrganizations.Accounts)
        {
            var accepted = await boss.Get<SignInService>().StartAsync(account.Phone, DemoOrganizations.Password);
            var member = await db.Members.Include(m => m.Roles).SingleAsync(m => m.Id == accepted.MemberId);
            Assert.Equal(account.UserName, member.UserName);
            Assert.Contains(account.Role, member.Roles.Select(r => r.Role));
        }
    }

    [Fact]
    public async Task An_empty_database_gets_its_first_Admin_from_the_configuration()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Settings);

        await boss.Get<FirstAdmin>().EnsureAsync();
        await boss.Get<FirstAdmin>().EnsureAsync();

        await using var db = boss.Db();
        var member = await db.Members.Include(m => m.Roles).SingleAsync();
        Assert.Equal([Role.Admin], member.Roles.Select(r => r.Role));
        Assert.Equal("kaiyuan", (await db.Organizations.SingleAsync()).Code);
        Assert.Equal(member.Id, (await boss.Get<SignInService>().StartAsync("chief", "first-admin-1")).MemberId);
    }

    [Fact]
    public async Task An_empty_database_without_settings_stops_the_start_and_names_them()
    {
        await using var boss = await TestKBoss.StartAsync(settings: Settings[..2]);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => boss.Get<FirstAdmin>().EnsureAsync());

        Assert.All(Settings[2..], setting => Assert.Contains(setting.Item1, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("Root:Name", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_another_build_made_stops_the_start_and_is_named()
    {
        await using var boss = await TestKBoss.StartAsync();
        await using var db = boss.Db();
        var connection = db.Database.GetDbConnection();
        var place = db.Database.IsSqlite() ? connection.DataSource : connection.Database;
        await boss.Get<KBossDatabase>().MigrateAsync();
        await db.Database.ExecuteSqlRawAsync("UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = '20260101000000_Initial'");

        var fault = await Assert.ThrowsAsync<DatabaseRefusedException>(() => DatabaseStartup.RunAsync(boss.Services));

        Assert.Contains(place, fault.Message, StringComparison.Ordinal);
        Assert.Contains("20260101000000_Initial", fault.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", fault.Message, StringComparison.Ordinal);
        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\"");
        Assert.NotEmpty(await db.Database.GetPendingMigrationsAsync());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("2_Initial", true)]
    [InlineData("1_Initial", false)]
    [InlineData("2_Initial 3_Later", true)]
    [InlineData("2_Initial 3_Later 4_Newer", false)]
    [InlineData("3_Later", false)]
    public void A_database_goes_with_a_build_that_knows_all_of_its_migrations(string made, bool fits)
    {
        var applied = made.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var refusal = KBossDatabase.OfAnotherBuild(applied, ["2_Initial", "3_Later"], "The database kboss on here");
        Assert.Equal(fits, refusal is null);
        Assert.True(fits || refusal!.StartsWith("The database kboss on here was made by another build", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_SQLite_file_that_another_program_made_is_put_into_WAL_mode()
    {
        await using var boss = await TestKBoss.StartAsync();
        var file = boss.Get<KBossDatabase>().SqliteFile;
        Assert.SkipWhen(file is null, "Of SQLite.");
        Assert.Equal("delete", await ModeAsync("PRAGMA journal_mode = DELETE"));

        await boss.Get<KBossDatabase>().MigrateAsync();

        Assert.Equal("wal", await ModeAsync("PRAGMA journal_mode"));

        async Task<object?> ModeAsync(string sql)
        {
            await using var other = new SqliteConnection($"Data Source={file};Pooling=False");
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync();
        }
    }

    [Theory]
    [InlineData(true, "Chinese_Simplified_Pinyin_100_CI_AS_SC", null)]
    [InlineData(true, "Latin1_General_100_CS_AS_SC_UTF8", null)]
    [InlineData(false, "Latin1_General_100_CI_AS_SC", "ALTER DATABASE [kboss] SET READ_COMMITTED_SNAPSHOT ON")]
    [InlineData(true, "SQL_Latin1_General_CP1_CI_AS", "ALTER DATABASE [kboss] COLLATE Chinese_Simplified_Pinyin_100_CI_AS_SC;")]
    [InlineData(true, "Chinese_PRC_CI_AS", "ALTER DATABASE [kboss] COLLATE Chinese_Simplified_Pinyin_100_CI_AS_SC;")]
    [InlineData(true, "Latin1_General_100_CI_AS", "ALTER DATABASE [kboss] COLLATE Chinese_Simplified_Pinyin_100_CI_AS_SC;")]
    [InlineData(true, null, "ALTER DATABASE [kboss] COLLATE Chinese_Simplified_Pinyin_100_CI_AS_SC;")]
    public void A_database_of_SQL_Server_that_is_not_as_asked_for_is_refused_with_the_statement_that_mends_it(bool snapshot, string? collation, string? mend)
    {
        var refusal = SqlServerDemands.Refusal("kboss", snapshot, collation);
        Assert.Equal(mend is null, refusal is null);
        Assert.Contains(mend ?? "", refusal ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Both_faults_of_a_database_of_SQL_Server_are_told_at_once()
    {
        var refusal = SqlServerDemands.Refusal("kboss", false, "SQL_Latin1_General_CP1_CI_AS")!;
        Assert.Contains("READ_COMMITTED_SNAPSHOT ON", refusal, StringComparison.Ordinal);
        Assert.Contains("COLLATE", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weak_first_password_stops_the_start_and_makes_nothing()
    {
        await using var boss = await TestKBoss.StartAsync(settings: [.. Settings[..^1], ("FirstAdmin:Password", "weak")]);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => boss.Get<FirstAdmin>().EnsureAsync());

        Assert.Contains("Organizations.PasswordTooShort", fault.Message, StringComparison.Ordinal);
        await using var db = boss.Db();
        Assert.False(await db.Organizations.AnyAsync());
    }
}
