namespace KBoss.Domain.Common;

/// <summary>Once written it is never changed and never deleted; persistence refuses both.</summary>
public interface IAppendOnly;
