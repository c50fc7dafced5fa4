using System;
using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>Bytes that arrive one block after the other. Dispose closes what is behind it, at any time.</summary>
public interface IByteSource : IDisposable
{
    /// <summary>Takes up to <paramref name="count"/> bytes.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="offset">First index in <paramref name="buffer"/>.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="read">Bytes delivered; <see cref="Outcome.Ok"/> with 0 is the end, and stays the end.</param>
    /// <returns><see cref="Outcome.Ok"/>, or a transport outcome; then <paramref name="read"/> is 0.</returns>
    Outcome Read(byte[] buffer, int offset, int count, out int read);
}
