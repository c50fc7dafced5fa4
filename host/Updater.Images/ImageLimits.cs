namespace Updater.Images;

/// <summary>Every bound of the image format as this project reads and writes it. Units are in the names.</summary>
public static class ImageLimits
{
    /// <summary>MCUboot's header without padding (image.h, <c>struct image_header</c>).</summary>
    public const int HeaderBytes = 32;
    /// <summary>Largest image file that is read, slot padding included: twice the largest slot of any board here.</summary>
    public const int ImageBytesMax = 32 * 1024 * 1024;
    /// <summary>Largest header: the field is 16 bits wide.</summary>
    public const int HeaderSizeBytesMax = 0xFFFF;
    /// <summary>Header that fits every TLV's own header.</summary>
    public const int TlvHeaderBytes = 4;
    /// <summary>Entries of both TLV areas together. imgtool writes about ten.</summary>
    public const int TlvCountMax = 64;
    /// <summary>Longest value of one TLV when packing; a file's own may be as long as its area (16 bits).</summary>
    public const int TlvValueBytesMax = 4096;
    /// <summary>Longest DER signature of P-256: 8 bytes of framing and two numbers of 33.</summary>
    public const int SignatureBytesMax = 72;
    /// <summary>Keys given to a verifier.</summary>
    public const int KeysMax = 16;
    /// <summary>Longest software type of a boot record (imgtool, <c>MAX_SW_TYPE_LENGTH</c>).</summary>
    public const int BootRecordTypeCharsMax = 12;
    /// <summary>Largest number of sectors a slot's swap status can have room for: 16 MB in blocks of 4 KB.</summary>
    public const int SectorsMax = 4096;
    /// <summary>Largest write unit MCUboot's trailer knows.</summary>
    public const int WriteUnitBytesMax = 32;
}
