using System.Globalization;
using System.Security;
using System.Text;

namespace Updater.Docs.Tests.Commands;

/// <summary>Draws what a program said as a terminal would: a picture with a background of its own, for light and dark pages.</summary>
internal static class TerminalPicture
{
    private const int LineHeight = 19;
    private const int Margin = 20;
    private const double CharWidth = 7.83;

    public static string Draw(string text)
    {
        string[] lines = text.TrimEnd().Split('\n');
        int width = (int)(lines.Max(line => line.Length) * CharWidth) + (2 * Margin);
        int height = (lines.Length * LineHeight) + (2 * Margin);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n");
        svg.Append("<title>Output of the demo</title>\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n");
        svg.Append("<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\" fill=\"#c9d1d9\" xml:space=\"preserve\" style=\"white-space:pre\">\n");
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Margin + (i * LineHeight) + 13}\">{Colour(lines[i])}</text>\n");
            }
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static string Colour(string line)
    {
        string text = SecurityElement.Escape(line);
        if (text.StartsWith('✓'))
        {
            return $"<tspan fill=\"#3fb950\">✓</tspan>{text[1..]}";
        }

        bool isHeading = text.Length > 0 && char.IsAsciiLetterUpper(text[0]);
        return isHeading ? $"<tspan font-weight=\"bold\" fill=\"#ffffff\">{text}</tspan>"
            : text.StartsWith('$') ? $"<tspan fill=\"#79c0ff\">{text}</tspan>"
            : text;
    }
}
