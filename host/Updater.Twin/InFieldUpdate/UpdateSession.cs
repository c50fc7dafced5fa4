using Updater.Images;

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>An open staging session.</summary>
public class UpdateSession
{
    internal UpdateSession(ImageType image, uint token, int totalLength, bool isResumed)
    {
        Image = image;
        Token = token;
        TotalLength = totalLength;
        IsResumed = isResumed;
    }

    /// <summary>Which image.</summary>
    public ImageType Image { get; }

    /// <summary>Tells sessions apart.</summary>
    public uint Token { get; }

    /// <summary>Bytes to store.</summary>
    public int TotalLength { get; }

    /// <summary>Where the next chunk goes.</summary>
    public int NextOffset { get; internal set; }

    /// <summary>Whether an earlier session's bytes are kept.</summary>
    public bool IsResumed { get; }

    /// <summary>Whether all bytes are stored.</summary>
    public bool IsComplete => NextOffset >= TotalLength;

    /// <summary>Version in the staged header; null before it is stored.</summary>
    public Version? Version { get; private set; }

    /// <summary>Header size; 0 while unknown.</summary>
    public int HeaderSize { get; private set; }

    /// <summary>Payload size; 0 while unknown.</summary>
    public int ImageSize { get; private set; }

    /// <summary>Stores a chunk.</summary>
    public UpdateSessionResult Write(byte[] data) => UpdateManager.StoreImageChunk(this, data, 0, data.Length);

    internal void SetHeader(McubootHeader header)
    {
        Version = ImageInfo.ToVersion(header.Version);
        HeaderSize = header.HeaderSizeBytes;
        ImageSize = (int)header.ImageSizeBytes;
    }
}
