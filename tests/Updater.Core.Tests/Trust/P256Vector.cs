namespace Updater.Core.Tests.Trust;

/// <summary>One line of <c>tests/vectors/p256/signatures.json</c>; bytes are hexadecimal, the outcome is the name of what parsing the key or
/// verifying gives.</summary>
internal sealed record P256Vector(string Name, string Key, string Hash, string Signature, string Outcome);
