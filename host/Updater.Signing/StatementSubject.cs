namespace Updater.Signing;

/// <summary>What a statement is about.</summary>
/// <param name="Name">Name, or null; cosign's signatures have none, its attestations name the repository.</param>
/// <param name="Sha256">SHA-256 in lower-case hexadecimal, or null if the statement gives other digests only.</param>
public sealed record StatementSubject(string? Name, string? Sha256);
