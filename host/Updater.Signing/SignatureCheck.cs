namespace Updater.Signing;

/// <summary>One thing that was checked.</summary>
/// <param name="Name">What was checked: <c>signature</c>, <c>predicate type</c>, <c>subject</c>, …</param>
/// <param name="IsMet">Whether it held. What comes after a check that did not was not looked at.</param>
/// <param name="Found">What was found.</param>
public sealed record SignatureCheck(string Name, bool IsMet, string Found);
