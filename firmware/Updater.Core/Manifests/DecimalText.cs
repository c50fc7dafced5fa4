namespace Updater.Core.Manifests;

/// <summary>Decimal numbers in one form only: digits, no sign, no leading zeros.</summary>
internal static class DecimalText
{
    /// <summary>Reads a number up to a bound of at most 32 bits.</summary>
    internal static bool Read(string text, ref int position, ulong max, out ulong value)
    {
        value = 0;
        int start = position;
        int i = start;
        while (i < text.Length && text[i] >= '0' && text[i] <= '9')
        {
            if (value == 0 && i > start)
            {
                return false;
            }

            value = value * 10 + (ulong)(text[i] - '0');
            if (value > max)
            {
                return false;
            }

            i++;
        }

        position = i;
        return i > start;
    }
}
