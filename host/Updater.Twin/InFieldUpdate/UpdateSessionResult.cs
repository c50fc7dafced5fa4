namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>Result of a session call.</summary>
public enum UpdateSessionResult
{
    /// <summary>Done.</summary>
    Success = 0,
    /// <summary>A session is open.</summary>
    Busy = 1,
    /// <summary>The session is closed, replaced, or of an earlier run.</summary>
    BadToken = 2,
    /// <summary>Chunk at an unexpected offset; managed sessions are sequential, so the wire protocol alone gets it.</summary>
    BadOffset = 3,
    /// <summary>Larger than the slot can hold, or a chunk past the total length.</summary>
    TooLarge = 4,
    /// <summary>Flash failed, or the trailer could not be marked.</summary>
    FlashError = 5,
    /// <summary>The first chunk has no whole MCUboot header.</summary>
    BadMagic = 6,
    /// <summary>A swap is scheduled, or an image is on trial.</summary>
    SwapInFlight = 7,
    /// <summary>Nothing to resume.</summary>
    NoImage = 8,
    /// <summary>The slot holds another image.</summary>
    HeaderMismatch = 9,
    /// <summary>Bytes are missing; the session stays open.</summary>
    Incomplete = 10,
    /// <summary>The TLV area is missing or malformed.</summary>
    BadTlv = 11,
    /// <summary>The slot's content has another SHA-256.</summary>
    HashMismatch = 12,
    /// <summary>An argument is out of range.</summary>
    BadArgument = 13,
    /// <summary>This image has no secondary slot here.</summary>
    NoSlot = 14,
}
