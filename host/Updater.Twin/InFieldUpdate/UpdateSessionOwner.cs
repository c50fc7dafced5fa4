namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>Who holds a session.</summary>
public enum UpdateSessionOwner
{
    /// <summary>Nobody.</summary>
    None = 0,
    /// <summary>Managed code.</summary>
    Managed = 1,
    /// <summary>A host over the wire protocol.</summary>
    WireProtocol = 2,
    /// <summary>Native code.</summary>
    Native = 3,
}
