namespace Updater.Cli.Reporting;

/// <summary>Text of unknown origin made fit for a terminal: no control characters, not endless.</summary>
internal static class CleanText
{
    public static string Of(string text)
    {
        string bounded = text.Length <= CliLimits.FieldCharsMax ? text : string.Concat(text.AsSpan(0, CliLimits.FieldCharsMax), "...");
        return string.Create(bounded.Length, bounded, static (target, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i])
                    || source[i] is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
                    ? ' '
                    : source[i];
            }
        });
    }
}
