using Updater.Core.Platform;

namespace Updater.Core.Layers;

/// <summary>Where the pump puts layer bytes, strictly in order.</summary>
public interface ILayerSink
{
    /// <summary>Takes all <paramref name="count"/> bytes behind those taken before.</summary>
    /// <returns><see cref="Outcome.Ok"/> or a storage outcome; then none of the bytes counts as taken.</returns>
    Outcome Append(byte[] buffer, int offset, int count);
}
