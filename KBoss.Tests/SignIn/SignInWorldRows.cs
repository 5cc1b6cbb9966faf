using KBoss.Domain.Organizations;
using KBoss.Domain.SignIn;
using KBoss.Tests.Architecture.Access;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Tests.SignIn;

/// <summary>Members that are signed in.</summary>
internal sealed class SignInWorldRows : WorldRows
{
    public override int Position => 92;

    protected override async Task AddAsync()
    {
        await using var db = Boss.Db();
        foreach (var (member, number) in new[] { World.Newcomer, Staff, Buyer }.Select((member, number) => (member.MemberId, number)))
        {
            db.Add(new Session(
                await db.Members.SingleAsync(m => m.Id == member), $"the-hash-of-a-key-{number}", $"203.0.113.7{number}", $"第一机构的设备{number}", Boss.Now));
        }

        await db.SaveChangesAsync();
    }
}
