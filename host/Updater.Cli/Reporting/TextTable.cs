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

    public IEnumerable<string> Lines()
    {
        int[] widths = new int[_headers.Length];
        string[][] all = [[.. _headers.Select(Title)], .. _rows];
        foreach (string[] row in all)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (string[] row in all)
        {
            yield return string.Join(
                "  ", row.Select((cell, i) => IsRight(_headers[i]) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
        }
    }

    private static bool IsRight(string header) => header.StartsWith('>');

    private static string Title(string header) => header.TrimStart('>');
}
