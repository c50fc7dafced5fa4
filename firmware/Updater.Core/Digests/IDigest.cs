namespace Updater.Core.Digests;

/// <summary>A digest that is fed bytes one block after the other.</summary>
public interface IDigest
{
    /// <summary>Size of the digest, in bytes.</summary>
    int SizeBytes { get; }
    /// <summary>Size of what <see cref="SaveState"/> writes, in bytes.</summary>
    int StateSizeBytes { get; }
    /// <summary>Starts over.</summary>
    void Reset();
    /// <summary>Takes bytes in.</summary>
    void Update(byte[] buffer, int offset, int count);
    /// <summary>Writes the digest; afterwards only <see cref="Reset"/> or <see cref="RestoreState"/> may follow.</summary>
    void Finish(byte[] target, int offset);
    /// <summary>Writes the state after the bytes so far, to go on from there after a restart.</summary>
    void SaveState(byte[] target, int offset);
    /// <summary>Goes on from a saved state.</summary>
    /// <returns>False if it cannot be one; the digest is then as after <see cref="Reset"/>.</returns>
    bool RestoreState(byte[] source, int offset);
}
