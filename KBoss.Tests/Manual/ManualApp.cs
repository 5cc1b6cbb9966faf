using KBoss.Tests.Support;

namespace KBoss.Tests.Manual;

/// <summary>
/// The one application that all walks through the manual are taken in. Each does what a page of <c>docs/manual</c> describes, as the role
/// that the page is for, and makes its pictures on the way when asked (<c>scripts/take-manual-pictures.sh</c>).
/// </summary>
[CollectionDefinition(nameof(ManualApp))]
public sealed class ManualApp : ICollectionFixture<RunningKBoss>;
