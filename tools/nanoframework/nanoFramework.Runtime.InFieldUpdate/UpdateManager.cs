using System;

namespace nanoFramework.Runtime.InFieldUpdate;

public enum UpdateSessionResult
{
    Success = 0,
    Busy = 1,
    BadToken = 2,
    BadOffset = 3,
    TooLarge = 4,
    FlashError = 5,
    BadMagic = 6,
    SwapInFlight = 7,
    NoImage = 8,
    HeaderMismatch = 9,
    Incomplete = 10,
    BadTlv = 11,
    HashMismatch = 12,
    BadArgument = 13,
    NoSlot = 14,
}

public class UpdateSession
{
    internal extern UpdateSession();
    public extern int HeaderSize { get; }
    public extern ImageType Image { get; }
    public extern int ImageSize { get; }
    public extern bool IsComplete { get; }
    public extern bool IsResumed { get; }
    public extern int NextOffset { get; }
    public extern uint Token { get; }
    public extern int TotalLength { get; }
    public extern Version Version { get; }
}

public static class UpdateManager
{
    public static extern UpdateSessionResult AbortUpdateSession(UpdateSession session, bool eraseSlot);
    public static extern UpdateSessionResult CompleteUpdateSession(UpdateSession session);
    public static extern bool ConfirmDeploymentImage();
    public static extern bool EraseSecondaryImage(ImageType image);
    public static extern ImageInfo GetPrimaryImageInfo(ImageType image);
    public static extern ImageInfo GetSecondaryImageInfo(ImageType image);
    public static extern UpdateStatus GetStatus(ImageType image);
    public static extern bool RequestClrRevert();
    public static extern bool RequestDeploymentRevert();
    public static extern void RequestReboot();
    public static extern UpdateSessionResult ResumeUpdateSession(ImageType image, int totalLength, byte[] expectedHeader, out UpdateSession session);
    public static extern UpdateSessionResult StartUpdateSession(ImageType image, int totalLength, out UpdateSession session);
    public static extern UpdateSessionResult StoreImageChunk(UpdateSession session, byte[] data, int offset, int count);
}
