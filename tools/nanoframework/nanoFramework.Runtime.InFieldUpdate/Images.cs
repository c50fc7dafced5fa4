using System;

namespace nanoFramework.Runtime.InFieldUpdate;

public enum ImageType
{
    NanoClr = 0,
    Deployment = 1,
}

public enum SlotId
{
    Primary = 0,
    Secondary = 1,
}

public enum UpdateStatus
{
    Confirmed = 0,
    Testing = 1,
    TestPending = 2,
    PermanentPending = 3,
    RollbackPending = 4,
    Unknown = 255,
}

public class ImageInfo
{
    internal extern ImageInfo();
    public extern bool HasValidHeader { get; }
    public extern ImageType Image { get; }
    public extern byte[] ImageHash { get; }
    public extern bool IsActive { get; }
    public extern bool IsBootable { get; }
    public extern bool IsConfirmed { get; }
    public extern bool IsPending { get; }
    public extern bool IsRollbackPending { get; }
    public extern SlotId Slot { get; }
    public extern Version Version { get; }
}
