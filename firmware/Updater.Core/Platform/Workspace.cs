namespace Updater.Core.Platform;

/// <summary>
/// Every buffer of the agent, allocated once at start-up. Stages share them in time, never at the same time; who holds which is said at each field.
/// </summary>
public sealed class Workspace
{
    /// <summary>Journal record at the start, manifest while it is checked and read, layer chunk afterwards. At least <see cref="Limits.ManifestBytesMax"/> bytes.</summary>
    public readonly byte[] Buffer;
    /// <summary>Signed payload while signatures are checked. <see cref="Limits.PayloadBytesMax"/> bytes.</summary>
    public readonly byte[] Payload;
    /// <summary>Bytes the JSON reader has taken from its source.</summary>
    public readonly byte[] JsonInput;
    /// <summary>The JSON reader's current string, UTF-8.</summary>
    public readonly byte[] JsonText;
    /// <summary>Hashes of the keys of the JSON objects that are open, four bytes each.</summary>
    public readonly byte[] JsonKeys;
    /// <summary>Bytes of a layer moved at a time.</summary>
    public readonly int ChunkSizeBytes;

    /// <summary>Allocates everything.</summary>
    /// <param name="chunkSizeBytes">Layer bytes moved at a time: a multiple of 64 from <see cref="Limits.ChunkBytesMin"/> that divides <see cref="Limits.CheckpointBytes"/>.</param>
    public Workspace(int chunkSizeBytes)
    {
        Invariant.That(chunkSizeBytes >= Limits.ChunkBytesMin && Limits.CheckpointBytes % chunkSizeBytes == 0);
        ChunkSizeBytes = chunkSizeBytes;
        Buffer = new byte[chunkSizeBytes > Limits.ManifestBytesMax ? chunkSizeBytes : Limits.ManifestBytesMax];
        Payload = new byte[Limits.PayloadBytesMax];
        JsonInput = new byte[Limits.JsonInputBytes];
        JsonText = new byte[Limits.JsonStringBytesMax];
        JsonKeys = new byte[4 * Limits.JsonKeysMax];
    }
}
