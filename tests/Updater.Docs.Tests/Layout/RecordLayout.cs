using System.Buffers.Binary;
using System.Globalization;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Layout;

/// <summary>A table of offsets, read from docs/journal.md.</summary>
internal sealed class RecordLayout
{
    private readonly IReadOnlyList<RecordField> _fields;

    private RecordLayout(IReadOnlyList<RecordField> fields) => _fields = fields;

    public IReadOnlyList<RecordField> Fields => _fields;

    /// <summary>Reads the table below a heading.</summary>
    public static RecordLayout Read(string heading) => new([.. Page.Of("docs/journal.md").Table(heading)
        .Select(row => new RecordField(row[2], int.Parse(row[0], CultureInfo.InvariantCulture), int.Parse(row[1], CultureInfo.InvariantCulture)))]);

    public byte[] Bytes(ReadOnlySpan<byte> record, string name)
    {
        RecordField field = _fields.Single(candidate => candidate.Name == name);
        return record.Slice(field.Offset, field.SizeBytes).ToArray();
    }

    /// <summary>A little-endian number of the size that the table states.</summary>
    public ulong Number(ReadOnlySpan<byte> record, string name)
    {
        byte[] wide = new byte[8];
        Bytes(record, name).CopyTo(wide, 0);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }
}
