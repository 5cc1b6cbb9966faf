using System.Security.Cryptography;
using KBoss.Domain.Access;
using KBoss.Domain.Common;
using KBoss.Domain.Organizations;
using KBoss.Infrastructure.Common;
using KBoss.Infrastructure.Common.Data;
using KBoss.Infrastructure.Files;
using KBoss.Infrastructure.Organizations.Members;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace KBoss.Infrastructure.Organizations.Registration;

/// <summary>
/// What a new customer fills in. A person gives <see cref="IdNumber"/>, and as <see cref="Document"/> a photo of the ID card or nothing;
/// a company gives <see cref="CreditCode"/>, its licence as <see cref="Document"/>, and <see cref="Contact"/>, the name of who registers.
/// <see cref="InviteCode"/> comes from a salesperson, or is left empty.
/// </summary>
public sealed record Registration(
    IdentityKind Kind, string? Name, string? IdNumber, string? CreditCode, Upload? Document, string? Contact,
    string? UserName, string? Phone, string? Password, string? PasswordRepeat, bool Consent, string Language = "zh-CN", string? InviteCode = null);

/// <summary>
/// What registration made: the organization's code for signing in as <c>user@code</c>, and its first member. A join request made neither: it
/// says nothing of the organization, and <see cref="Waits"/> is true.
/// </summary>
public sealed record Registered(long OrganizationId, string OrganizationCode, long MemberId)
{
    public static Registered Waiting { get; } = new(0, "", 0) { Waits = true };

    /// <summary>Staff look at the document first.</summary>
    public bool Waits { get; private init; }
}

/// <summary>Where somebody who registers stands.</summary>
public enum RegistrationStep
{
    /// <summary>Which phone it is has yet to be said.</summary>
    Phone,

    /// <summary>The code that was sent there has yet to be given.</summary>
    Code,

    /// <summary>The phone is proven, and everything else is to be filled in.</summary>
    Details,

    /// <summary>The phone is proven, and has an account already.</summary>
    HasAccount,
}

/// <summary>
/// Makes a customer organization of whoever registers: first the phone is proven by a code, then everything else is filled in. There is nobody signed in
/// yet, so it works across organizations. Of phones and user names in use it tells only who has proven a phone.
/// </summary>
public sealed class RegistrationService(
    KBossDbContextFactory contexts, IPhoneProofs proofs, IInvitations invitations, IEnumerable<IRegistrationStep> steps, IdentityNumbers numbers,
    SecretProtector secrets, FileStore files, IPasswordRules passwords, IPasswordHasher<Member> hasher, TimeProvider time)
{
    // Without the letters and digits that are taken for one another.
    private const string CodeAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>
    /// Sends a code to the phone, whoever's it is; what was asked for <paramref name="before"/> in the same browser goes on as long as it holds. Refuses with
    /// <c>Organizations.PhoneInvalid</c>, <c>Messaging.CodeTooSoon</c> or <c>Messaging.CodeTooMany</c>.
    /// </summary>
    public async Task<AskedPhone> SendCodeAsync(string? phone, AskedPhone? before = null, CancellationToken ct = default)
    {
        var number = Member.PhoneOf(phone);
        if (before is not null && before.Phone == number && await proofs.StateAsync(before, ct) is var state
            && (state == PhoneProof.Given || (state == PhoneProof.Asked && time.UtcNow() < before.NextAt)))
        {
            return before;
        }

        return await proofs.SendAsync(number, ct);
    }

    /// <summary>Takes the code; refuses with <c>Messaging.CodeWrong</c>, which says how many tries are left, or <c>Messaging.CodeClosed</c>.</summary>
    public Task GiveCodeAsync(AskedPhone asked, string? code, CancellationToken ct = default) => proofs.GiveAsync(asked, code, ct);

    /// <summary>What is to be done next; that the phone has an account is told only to whoever has proven it.</summary>
    public async Task<RegistrationStep> StepAsync(AskedPhone? asked, CancellationToken ct = default)
    {
        switch (asked is null ? PhoneProof.None : await proofs.StateAsync(asked, ct))
        {
            case PhoneProof.Given:
                await using (var db = contexts.Open(OrganizationScope.Everything))
                {
                    var hasAccount = await db.Members.AnyAsync(m => m.Phone == asked!.Phone && m.Status != MemberStatus.Deregistered, ct);
                    return hasAccount ? RegistrationStep.HasAccount : RegistrationStep.Details;
                }

            case PhoneProof.Asked:
                return RegistrationStep.Code;
            default:
                return RegistrationStep.Phone;
        }
    }

    /// <summary>
    /// Everything that is wrong with what was filled in, each at its field; empty when it can be registered, as far as can be told without asking the
    /// database.
    /// </summary>
    public IReadOnlyList<RuleException> Check(Registration input) => Check(input, time.UtcNow()).Found;

    private Refusals Check(Registration input, DateTime now)
    {
        var refusals = new Refusals();
        Try(() => Require.Text(input.Name, "name", input.Kind == IdentityKind.Company ? 100 : 50));
        if (input.Kind == IdentityKind.Company)
        {
            Try(() => IdentityNumber.Company(input.CreditCode));
            Try(() => UploadType.Document(input.Document?.Content, "licence"));
            Try(() => Require.Text(input.Contact, "contact", 50));
        }
        else
        {
            Try(() => IdentityNumber.Person(input.IdNumber, now));
            if (input.Document is { } photo)
            {
                Try(() => UploadType.Document(photo.Content, "id-photo"));
            }
        }

        Try(() => Member.UserNameOf(input.UserName));
        Try(() => Member.PhoneOf(input.Phone));
        Try(() => passwords.Demand(input.Password, input.UserName, input.Phone, input.Name, input.Contact));
        Try(() => passwords.DemandSame(input.Password, input.PasswordRepeat));
        if (!input.Consent)
        {
            refusals.Add(new RuleException("Organizations.ConsentNeeded") { Field = "consent" });
        }

        return refusals;

        void Try(Action demand) => refusals.Try(demand);
    }

    /// <summary>
    /// Registers a customer of the salesperson whose invite code it brings, or else a public customer of the root distributor [R-ORG-2], with its
    /// first member as Admin and Buyer [R-ORG-1], its identity, which staff have yet to look at, and an empty wallet, in one transaction. A number that is
    /// verified for an organization makes no second one: it becomes a claim to join it, which the staff of its seller look at. Refuses what
    /// <see cref="Check"/> finds, a phone that is not proven (<c>Organizations.PhoneNotProven</c>, <c>Organizations.PhoneProofSpent</c>), a phone or user
    /// name in use (<c>Organizations.PhoneTaken</c>, <c>Organizations.UserNameTaken</c>), a person that waits already
    /// (<c>Organizations.JoinWaiting</c>), and an invite code that cannot be used, with the reason.
    /// </summary>
    public Task<Registered> RegisterAsync(Registration input, AskedPhone? proof, CancellationToken ct = default) =>
        RegisterAsync(input, db => proofs.SpendAsync(db, proof, Member.PhoneOf(input.Phone), ct), ct);

    /// <summary>Registers demo data, whose phones are nobody's.</summary>
    /// <summary>Why nobody could register with this invite code now; null where somebody could, and for none. The use itself asks again.</summary>
    public async Task<RuleException?> RefusalOfInviteAsync(string? code, CancellationToken ct = default)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            return null;
        }

        await using var db = contexts.Open(OrganizationScope.Everything);
        return await invitations.RefusalAsync(db, code, time.UtcNow(), ct);
    }

    internal Task<Registered> RegisterDemoAsync(Registration input, CancellationToken ct) => RegisterAsync(input, _ => Task.CompletedTask, ct);

    private async Task<Registered> RegisterAsync(Registration input, Func<KBossDbContext, Task> proveAsync, CancellationToken ct)
    {
        var now = time.UtcNow();
        Check(input, now).Demand();

        var number = IdentityNumbers.Normal(input.Kind, input.Kind == IdentityKind.Company ? input.CreditCode : input.IdNumber, now);
        var numberHash = numbers.HashOf(input.Kind, number);
        // Outside the transaction: hashing is slow by design, and others wait to write.
        var passwordHash = hasher.HashPassword(null!, input.Password!);
        using var drafts = files.Draft();
        var document = await DraftAsync(drafts, input, ct);
        return await contexts.InTransactionAsync(OrganizationScope.Everything, null, async db =>
        {
            await proveAsync(db);
            await DemandNewAsync(db, input, ct);
            if (await db.OrganizationIdentities.FirstOrDefaultAsync(i => i.NumberHash == numberHash && i.Status == IdentityStatus.Verified, ct) is { } verified)
            {
                // Who deletes the organization or takes its proof at this moment is met here: nobody waits to join what is gone.
                db.Touch(verified);
                var applicant = new Applicant(input.UserName, input.Phone, PersonOf(input), passwordHash, UserAgreement.Version, input.Language);
                await ClaimAsync(db, new JoinClaim(
                    verified.Parties, applicant, input.Name, input.Kind, secrets.Protect(number), document?.Keep(db, verified.SellerId).Key ?? "", db.Now), ct);
                return Registered.Waiting;
            }

            var invitation = string.IsNullOrWhiteSpace(input.InviteCode) ? null : await invitations.UseAsync(db, input.InviteCode, db.Now, ct);
            var sellerId = invitation?.SellerId ?? await db.Organizations.Where(o => o.SellerId == null).Select(o => o.Id).FirstAsync(ct);
            var organization = Organization.CreateCustomer(input.Name!, NewCode(), sellerId, db.Now);
            db.Add(organization);
            await db.SaveChangesAsync(ct);

            var member = new Member(organization.Id, input.UserName!, input.Phone!, PersonOf(input)!, db.Now);
            member.Give(Role.Admin, organization.Kind);
            member.Give(Role.Buyer, organization.Kind);
            member.ChangePassword(passwordHash);
            member.Consent(UserAgreement.Version, db.Now);
            member.Speak(input.Language);
            db.Add(member);
            var identity = new OrganizationIdentity(
                new Parties(sellerId, organization.Id), input.Kind, numberHash, secrets.Protect(number), document?.Keep(db, organization.Id).Key ?? "", db.Now);
            db.Add(identity);
            if (identity.HasDocument)
            {
                await db.TellOfIdentityAsync(sellerId, organization.Name, ct);
            }

            foreach (var step in steps)
            {
                step.Add(db, new NewCustomer(organization, sellerId, member, invitation));
            }

            await db.SaveChangesAsync(ct);
            return new Registered(organization.Id, organization.Code, member.Id);
        }, ct);
    }

    /// <summary>Writes the document, if there is one; a registration that is refused does not keep it.</summary>
    private static async Task<FileDraft?> DraftAsync(FileDrafts drafts, Registration input, CancellationToken ct)
    {
        if (input.Document is not { Content: var content })
        {
            return null;
        }

        var type = UploadType.Document(content, "document");
        return await drafts.AddAsync(IdentityReader.NameOf(input.Kind, type), type, content, ct);
    }

    private static string? PersonOf(Registration input) => input.Kind == IdentityKind.Company ? input.Contact : input.Name;

    private static async Task ClaimAsync(KBossDbContext db, JoinClaim claim, CancellationToken ct)
    {
        if (await db.JoinClaims.AnyAsync(c => c.Phone == claim.Phone && c.Status == JoinClaimStatus.Waiting, ct)
            || await db.JoinRequests.AnyAsync(r => r.Phone == claim.Phone && r.Status == JoinStatus.Waiting, ct))
        {
            throw new RuleException("Organizations.JoinWaiting");
        }

        db.Add(claim);
        await db.TellAsync(
            claim.OrganizationId, OrganizationKind.Distributor, Permissions.CustomersVerifyIdentity, "JoinToCheck",
            [claim.Name, Masked.Phone(claim.Phone), claim.OrganizationName], ct);
        await db.SaveChangesAsync(ct);
    }

    private static async Task DemandNewAsync(KBossDbContext db, Registration input, CancellationToken ct)
    {
        var phone = Member.PhoneOf(input.Phone);
        if (await db.Members.AnyAsync(m => m.Phone == phone && m.Status != MemberStatus.Deregistered, ct))
        {
            throw new RuleException("Organizations.PhoneTaken") { Field = "phone" };
        }

        // Of the same name in another organization, the older account could no longer sign in by the bare name.
        var (name, userName) = (Member.UserNameOf(input.UserName), UserNames.Key(Member.UserNameOf(input.UserName)));
        // A name is also taken while somebody waits to be let in with it: nobody else keeps that one out by registering it.
        if (await db.Members.AnyAsync(m => m.UserNameKey == userName && m.Status != MemberStatus.Deregistered, ct)
            || await db.JoinClaims.AnyAsync(c => c.UserName == name && c.Phone != phone && c.Status == JoinClaimStatus.Waiting, ct)
            || await db.JoinRequests.AnyAsync(r => r.UserName == name && r.Phone != phone && r.Status == JoinStatus.Waiting, ct))
        {
            throw new RuleException("Organizations.UserNameTaken") { Field = "user-name" };
        }
    }

    private static string NewCode() => "c" + RandomNumberGenerator.GetString(CodeAlphabet, 7);
}
