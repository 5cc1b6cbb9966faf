using KBoss.Domain.Common;

namespace KBoss.Domain.Connectors;

/// <summary>
/// An account that the supercomputing centre has given to a distributor. The centre counts accounts by their names alone, so one name stands in one pool of the
/// whole platform at most.
/// </summary>
public sealed class JinanPoolAccount : Entity, IOrganizationOwned, IAuditedFromBirth
{
    private JinanPoolAccount()
    {
    }

    public JinanPoolAccount(long organizationId, string account, string secretProtected, string? note, DateTime now)
    {
        OrganizationId = organizationId;
        Account = NameOf(account);
        AccountKey = NormalText.Key(Account);
        SecretProtected = secretProtected;
        Note = NoteOf(note);
        AddedAt = Require.Utc(now);
    }

    public long OrganizationId { get; private set; }

    public string Account { get; private set; } = "";

    /// <summary>What the name is compared by; unique.</summary>
    [Compared]
    [NotAudited]
    public string AccountKey { get; private set; } = "";

    /// <summary>The password, encrypted with a key that lies outside the database; empty when there is none.</summary>
    [NotAudited]
    public string SecretProtected { get; private set; } = "";

    public string Note { get; private set; } = "";

    public DateTime AddedAt { get; private set; }

    /// <summary>How often the centre was to be told to whom it belongs.</summary>
    [NotAudited]
    public int Telling { get; private set; }

    public string AuditSubject => $"JinanAccount {Account}";

    /// <summary>The name as it is kept; refused where it is none.</summary>
    public static string NameOf(string? account) => Require.Code(account, "account", 50);

    /// <summary>The note as it is kept.</summary>
    public static string NoteOf(string? note) => Require.Optional(note, "note", 500, free: true);

    /// <summary>Takes over another note and, where one is given, another password (encrypted).</summary>
    public void Change(string? note, string? secretProtected)
    {
        Note = NoteOf(note);
        SecretProtected = secretProtected ?? SecretProtected;
    }

    /// <summary>Who has the account has changed: the centre is to be told. Gives the number of the telling.</summary>
    public int Tell() => ++Telling;
}

/// <summary>
/// That an account belongs to a customer, from then until it is taken back; the history stays. One account belongs to one customer at most at any instant
/// [R-JN-1], and a customer has one at most, so that it is plain where something is opened.
/// </summary>
public sealed class JinanBinding : SharedEntity, IAuditedFromBirth
{
    private JinanBinding()
    {
    }

    public JinanBinding(JinanPoolAccount account, Parties parties, By by, string? reason, DateTime now)
        : base(parties)
    {
        (AccountId, Account, HeldAccountId, HolderId) = (account.Id, account.Account, account.Id, parties.BuyerId);
        BoundBy = by;
        BoundReason = Require.Optional(reason, "reason", 500, free: true);
        BoundAt = Require.Utc(now);
    }

    public long AccountId { get; private set; }

    public string Account { get; private set; } = "";

    /// <summary>The account while it is bound; unique, and null afterwards.</summary>
    [NotAudited]
    public long? HeldAccountId { get; private set; }

    /// <summary>The customer while it is bound; unique, and null afterwards.</summary>
    [NotAudited]
    public long? HolderId { get; private set; }

    public By BoundBy { get; private set; } = By.Nobody;

    public string BoundReason { get; private set; } = "";

    public DateTime BoundAt { get; private set; }

    /// <summary>When the centre said yes; until then nothing can be opened in it.</summary>
    public DateTime? KnownAt { get; private set; }

    /// <summary>The centre's code for why it does not; empty where it does, or has not answered.</summary>
    public string Failure { get; private set; } = "";

    public By UnboundBy { get; private set; } = By.Nobody;

    public string UnboundReason { get; private set; } = "";

    public DateTime? UnboundAt { get; private set; }

    public string AuditSubject => $"JinanBinding {Account}";

    /// <summary>Takes the account back, for a reason; <c>Connectors.NotBound</c> the second time.</summary>
    public void End(By by, string? reason, DateTime now)
    {
        if (UnboundAt is not null)
        {
            throw new RuleException("Connectors.NotBound", Account);
        }

        UnboundReason = Require.Text(reason, "reason", 500, free: true);
        (UnboundBy, UnboundAt, HeldAccountId, HolderId) = (by, Require.Utc(now), null, null);
    }

    /// <summary>The centre knows to whom the account belongs; false when that is no news.</summary>
    public bool Know(DateTime now)
    {
        Failure = "";
        if (KnownAt is not null || UnboundAt is not null)
        {
            return false;
        }

        KnownAt = Require.Utc(now);
        return true;
    }

    /// <summary>The centre is asked again.</summary>
    public void AskAgain() => Failure = "";

    /// <summary>The centre does not take it; a person must look.</summary>
    public void Fail(string code) => Failure = Require.Optional(code.Length > 100 ? code[..100] : code, "failure", 100);
}
