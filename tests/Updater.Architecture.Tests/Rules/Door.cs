namespace Updater.Architecture.Tests.Rules;

/// <summary>A member by which something comes to be trusted, and the one method that may use it.</summary>
internal sealed record Door(string Name, string Member, string Caller);
