namespace Updater.Docs.Tests.Text;

/// <summary>A member of an enumeration and what its documentation says.</summary>
internal sealed record EnumMember(string Name, int Number, string Meaning);
