using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>Security counters as text.</summary>
public static class SecurityCounter
{
    /// <summary>Reads a counter.</summary>
    /// <param name="text">A decimal number of 31 bits, without sign or leading zeros. Null counts as malformed.</param>
    /// <param name="counter">The counter, or 0.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.CounterMalformed"/>.</returns>
    public static Outcome Parse(string text, out int counter)
    {
        int position = 0;
        ulong value = 0;
        bool isRead = text != null && DecimalText.Read(text, ref position, int.MaxValue, out value) && position == text.Length;
        counter = isRead ? (int)value : 0;
        return isRead ? Outcome.Ok : Outcome.CounterMalformed;
    }
}
