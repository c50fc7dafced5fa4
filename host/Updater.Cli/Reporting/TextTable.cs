using Spectre.Console;

namespace Updater.Cli.Reporting;

/// <summary>A table: drawn in a terminal, aligned columns elsewhere.</summary>
internal sealed class TextTable
{
    private readonly string[] _headers;
    private readonly List<string[]> _rows = [];

    /// <summary>Makes a table; a header that starts with <c>&gt;</c> aligns its column to the right.</summary>
    public TextTable(params string[] headers) => _headers = headers;

    public int RowCount => _rows.Count;

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(CleanText.Of)]);

    public Table Draw()
    {
        Table table = new() { Border = TableBorder.Horizontal };
        foreach (string header in _headers)
        {
            // Narrow gaps and no bars: the widest table fits 80 columns.
            TableColumn column = new TableColumn(new Text(Title(header))).PadLeft(0).PadRight(1);
            table.AddColumn(IsRight(header) ? column.RightAligned() : column);
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>How wide it is when drawn: a narrower terminal would break words and numbers.</summary>
    public int WidthChars => Widths().Sum() + _headers.Length;

    /// <summary>For terminals that it is too wide for: a line a row, and its figures by their names below.</summary>
    public IEnumerable<string> NarrowLines()
    {
        foreach (string[] row in _rows)
        {
            bool[] isName = [.. _headers.Select((header, i) => i == 0 || !IsRight(header))];
            yield return string.Join("  ", row.Where((_, i) => isName[i]));
            string figures = string.Join(", ", row.Select((cell, i) => $"{Title(_headers[i])} {cell}").Where((_, i) => !isName[i]));
            if (figures.Length > 0)
            {
                yield return "  " + figures;
            }
        }
    }

    public IEnumerable<string> Lines()
    {
        int[] widths = Widths();
        string[][] all = [[.. _headers.Select(Title)], .. _rows];
        foreach (string[] row in all)
        {
            yield return string.Join(
                "  ", row.Select((cell, i) => IsRight(_headers[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
        }
    }

    private int[] Widths() => [.. _headers.Select((header, i) => _rows.Select(row => row[i].Length).Append(Title(header).Length).Max())];

    private static bool IsRight(string header) => header.StartsWith('>');

    private static string Title(string header) => header.TrimStart('>');
}
