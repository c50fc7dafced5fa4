namespace Updater.Docs.Tests.Layout;

/// <summary>A field as docs/journal.md states it.</summary>
internal sealed record RecordField(string Name, int Offset, int SizeBytes);
