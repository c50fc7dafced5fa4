using System.Text;

namespace Updater.Docs.Tests.Text;

/// <summary>Writes a table.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();

    public MarkdownTable(params string[] head)
    {
        Add(head);
        Add([.. head.Select(_ => "---")]);
    }

    public void Add(params string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    public override string ToString() => $"\n{_text}\n";
}
