using System.Text;
using KBoss.Domain.Access;
using KBoss.Domain.Files;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Customers;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Messaging;
using KBoss.Infrastructure.Organizations;
using KBoss.Infrastructure.Organizations.Members;
using KBoss.Infrastructure.Organizations.Registration;
using KBoss.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KBoss.Tests.Organizations;

/// <summary>The photo of an ID card that a person may give, and the licence that a company must: what is taken, and how it lies on the disk.</summary>
public sealed class IdentityDocumentTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. "a photo of the card"u8];
    private static readonly byte[] Executable = [0x4D, 0x5A, 0x90, 0x00, 0x03, 0x00];

    public static TheoryData<string, string, byte[], string?> Photos => new()
    {
        { "a JPEG", "card.jpg", Jpeg, null },
        { "a PNG", "card.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00], null },
        { "a WebP", "card.webp", [.. "RIFF"u8, 0x04, 0x00, 0x00, 0x00, .. "WEBP"u8, 0x00], null },
        { "a PDF under a picture's name", "card.jpg", People.Pdf, null },
        { "a PDF behind a byte order mark", "card.pdf", [0xEF, 0xBB, 0xBF, .. People.Pdf], null },
        { "a PDF behind blank lines", "card.pdf", [.. "\r\n\0 \n"u8, .. People.Pdf], null },
        { "a PDF behind what a server wrote before it", "card.pdf", [.. "Content-Type: application/pdf\r\n\r\n"u8, .. People.Pdf], null },
        { "a PDF at the last place where readers look", "card.pdf", [.. Enumerable.Repeat((byte)' ', 1019), .. People.Pdf], null },
        { "a PDF beyond it", "card.pdf", [.. Enumerable.Repeat((byte)' ', 1020), .. People.Pdf], "Common.FileTypeRefused" },
        { "a page behind a byte order mark that is a PDF further on", "card.pdf", [0xEF, 0xBB, 0xBF, .. "<html>"u8, .. People.Pdf], "Common.FileTypeRefused" },
        { "a script that is a PDF further on", "card.pdf", [.. "#!/bin/sh\n"u8, .. People.Pdf], "Common.FileTypeRefused" },
        { "exactly 5 MB", "card.jpg", Sized(UploadType.MaxDocumentBytes), null },
        { "5 MB and a byte", "card.jpg", Sized(UploadType.MaxDocumentBytes + 1), "Common.FileTooLarge" },
        { "an empty file", "card.jpg", [], "Common.FileEmpty" },
        { "an executable under a PDF's name", "card.pdf", Executable, "Common.FileTypeRefused" },
        { "a GIF", "card.jpg", "GIF89a"u8.ToArray(), "Common.FileTypeRefused" },
        { "a drawing with a script", "card.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(), "Common.FileTypeRefused" },
        { "a page that is a PDF further on", "card.pdf", [.. "<html>"u8, .. People.Pdf], "Common.FileTypeRefused" },
        { "an executable that is a PDF further on", "card.pdf", [.. Executable, .. People.Pdf], "Common.FileTypeRefused" },
        { "an archive of which the end is a picture", "card.zip", [.. "PK\u0003\u0004"u8, .. Jpeg], "Common.FileTypeRefused" },
    };

    [Theory]
    [MemberData(nameof(Photos))]
    public async Task A_photo_of_the_ID_card_is_known_by_its_content(string what, string name, byte[] content, string? refusal)
    {
        await using var boss = await TestKBoss.StartAsync();

        var refusals = boss.Get<RegistrationService>().Check(People.Individual with { Document = new Upload(name, content) });

        Assert.True(refusals.Select(r => r.Code).SequenceEqual(refusal is null ? [] : [refusal]), what);
        Assert.All(refusals, r => Assert.Equal("id-photo", r.Field));
    }

    [Fact]
    public async Task A_person_registers_without_a_photo_too()
    {
        await using var boss = await StartAsync();

        await boss.RegisterAsync(People.Individual);

        await using var db = boss.Db();
        Assert.Equal("", (await db.OrganizationIdentities.SingleAsync()).DocumentFileKey);
        Assert.False(await db.StoredFiles.AnyAsync());
        Assert.Empty(FilesOf(boss));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("C:\\Users\\somebody\\110101199003074290.jpg")]
    [InlineData("card\r\nSet-Cookie: x=1\u202Egpj.exe")]
    public async Task The_stored_name_tells_nothing_of_what_was_uploaded(string name)
    {
        await using var boss = await StartAsync();

        var made = await boss.RegisterAsync(People.Individual with { Document = new Upload(name, People.Pdf) });

        await using var db = boss.Db(made.OrganizationId);
        var file = await db.StoredFiles.SingleAsync();
        Assert.Equal(("id-card.pdf", "application/pdf", (long)People.Pdf.Length), (file.Name, file.ContentType, file.Size));
        Assert.Equal([file.Key], FilesOf(boss).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("licence.pdf", "licence.pdf")]
    [InlineData("/etc/../licence.pdf", "licence.pdf")]
    [InlineData("C:\\temp\\营业执照.pdf", "营业执照.pdf")]
    [InlineData("a\r\nb\0\u202E.pdf ", "ab.pdf")]
    [InlineData("folder/", "file")]
    [InlineData("\u200B", "file")]
    public void A_file_name_loses_its_folders_and_what_cannot_be_seen(string name, string kept) => Assert.Equal(kept, StoredFile.NameOf(name));

    [Fact]
    public void A_long_file_name_keeps_its_end() => Assert.Equal(200, StoredFile.NameOf(new string('a', 300) + ".pdf").Length);

    [Theory]
    [InlineData(IdentityKind.Individual)]
    [InlineData(IdentityKind.Company)]
    public async Task Neither_number_nor_document_can_be_read_on_the_disk_or_in_the_database(IdentityKind kind)
    {
        await using var boss = await StartAsync();
        byte[] content = [.. People.Pdf, .. "nobody may read this"u8];
        var input = (kind == IdentityKind.Company ? People.Company : People.Individual) with { Document = new Upload("document.pdf", content) };

        var made = await boss.RegisterAsync(input);

        string[] secrets = [kind == IdentityKind.Company ? input.CreditCode! : input.IdNumber!, "nobody may read this", "document.pdf"];
        await using (var db = boss.Db(made.OrganizationId))
        {
            var identity = await db.OrganizationIdentities.SingleAsync();
            var file = await db.StoredFiles.SingleAsync();
            Assert.Equal(secrets[0], boss.Get<SecretProtector>().Unprotect(identity.NumberProtected));
            Assert.Equal(content, (await boss.Get<FileStore>().ReadAsync(db, identity.DocumentFileKey)).Content);
            var row = string.Join('\n', identity.NumberHash, identity.NumberProtected, identity.DocumentFileKey, file.Name, file.Key, file.Sha256);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, row, StringComparison.Ordinal));
            if (db.Database.IsSqlite())
            {
                // What lies in the journal is written into the file, so that all of it is looked at.
                await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }

        SqliteConnection.ClearAllPools();
        var everything = Directory.GetFiles(boss.Get<DataDirectory>().Path, "*", SearchOption.AllDirectories);
        Assert.Contains(everything, path => Path.GetDirectoryName(path)!.EndsWith("files", StringComparison.Ordinal));
        foreach (var path in everything)
        {
            var bytes = await ReadSharedAsync(path);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{path} holds “{secret}”"));
        }
    }

    [Fact]
    public async Task Who_asks_to_join_leaves_a_photo_until_staff_have_looked_and_shows_the_Admin_name_masked_phone_user_name_and_time()
    {
        await using var boss = await StartAsync();
        var first = await boss.RegisterAsync(People.Individual with { Document = new Upload("card.jpg", Jpeg) });
        await boss.VerifyAsync(first.OrganizationId);
        var own = Assert.Single(FilesOf(boss));
        var second = People.Individual with { Name = "家人", Phone = "13911110088", UserName = "family", Document = new Upload("card.jpg", Jpeg) };

        Assert.True((await boss.RegisterAsync(second)).Waits);

        Assert.Equal(2, FilesOf(boss).Length);
        var seller = (await boss.Get<SellerDirectory>().FindRootAsync())!.Value;
        boss.SignIn(new Actor(0, seller, OrganizationKind.Distributor, "管理员", new HashSet<Role> { Role.Admin }));
        await boss.Get<CustomerJoinService>().PassOnAsync((await boss.Get<CustomerIdentityQueries>().ClaimsAsync(MemberServiceTests.Request())).Rows.Single().Id);
        await boss.Get<OutboxDispatcher>().DispatchAsync();
        Assert.Equal([own], FilesOf(boss));
        boss.SignIn(new Actor(first.MemberId, first.OrganizationId, OrganizationKind.Customer, "个人客户", new HashSet<Role> { Role.Admin }));
        var waiting = Assert.Single(await boss.Get<MemberQueries>().WaitingAsync());
        Assert.Equal(("家人", "family", "139****0088", boss.Now), (waiting.Name, waiting.UserName, waiting.MaskedPhone, waiting.CreatedAt));
    }

    [Fact]
    public async Task A_registration_that_fails_in_the_end_leaves_no_file_behind()
    {
        await using var boss = await TestKBoss.StartAsync(services => services.AddScoped<IRegistrationStep, FailingStep>());
        await boss.Given.RootAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => boss.RegisterAsync(People.Company));

        Assert.Empty(FilesOf(boss));
        await using var db = boss.Db();
        Assert.False(await db.StoredFiles.AnyAsync());
    }

    private static async Task<TestKBoss> StartAsync()
    {
        var boss = await TestKBoss.StartAsync();
        await boss.Given.RootAsync();
        return boss;
    }

    private static byte[] Sized(int length)
    {
        var content = new byte[length];
        Jpeg.CopyTo(content, 0);
        return content;
    }

    private static string[] FilesOf(TestKBoss boss) =>
        Directory.Exists(boss.Get<DataDirectory>().Combine("files")) ? Directory.GetFiles(boss.Get<DataDirectory>().Combine("files")) : [];

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private sealed class FailingStep : IRegistrationStep
    {
        public void Add(KBossDbContext db, NewCustomer customer) => throw new InvalidOperationException("The last step fails.");
    }
}
