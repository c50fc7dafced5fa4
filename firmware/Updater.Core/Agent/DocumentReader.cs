using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Agent;

/// <summary>Takes a whole small document into a buffer, or refuses it.</summary>
internal static class DocumentReader
{
    /// <summary>Reads to the end and closes the source.</summary>
    /// <param name="source">The document; disposed in any case.</param>
    /// <param name="statedCount">Size that was stated, or -1.</param>
    /// <param name="buffer">Where it goes, from index 0.</param>
    /// <param name="bytesMax">Largest size; at most the buffer's.</param>
    /// <param name="tooLarge">What to say of a larger one; it is refused unread if its size was stated.</param>
    /// <param name="count">Bytes read.</param>
    /// <returns><see cref="Outcome.Ok"/>, <paramref name="tooLarge"/>, <see cref="Outcome.SizeMismatch"/> or the source's outcome.</returns>
    internal static Outcome Read(IByteSource source, int statedCount, byte[] buffer, int bytesMax, Outcome tooLarge, out int count)
    {
        count = 0;
        Outcome outcome = tooLarge;
        if (statedCount <= bytesMax)
        {
            outcome = ReadToEnd(source, buffer, bytesMax, tooLarge, out count);
        }

        source.Dispose();
        if (outcome == Outcome.Ok && statedCount >= 0 && statedCount != count)
        {
            outcome = Outcome.SizeMismatch;
        }

        return outcome;
    }

    private static Outcome ReadToEnd(IByteSource source, byte[] buffer, int bytesMax, Outcome tooLarge, out int count)
    {
        count = 0;
        while (true)
        {
            // One byte of room is not there when the limit is the buffer: the end is then asked for with the last byte given back.
            bool isFull = count == bytesMax;
            int offset = isFull ? bytesMax - 1 : count;
            byte last = buffer[offset];
            Outcome outcome = source.Read(buffer, offset, isFull ? 1 : bytesMax - count, out int read);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            if (read == 0)
            {
                buffer[offset] = last;
                return Outcome.Ok;
            }

            if (isFull)
            {
                return tooLarge;
            }

            count += read;
        }
    }
}
