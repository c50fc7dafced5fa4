using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>Collects what was checked of one signature, until the first thing that does not hold.</summary>
internal sealed class CheckList(SignatureForm form, string digest)
{
    private readonly List<SignatureCheck> _checks = [];

    public List<string> KeyIds { get; } = [];

    public void Met(string name, string found) => _checks.Add(new SignatureCheck(name, true, found));

    public SignatureFinding Refused(Outcome outcome, string name, string found)
    {
        _checks.Add(new SignatureCheck(name, false, found));
        return new SignatureFinding(form, digest, outcome, KeyIds, _checks);
    }

    public SignatureFinding Counts() => new(form, digest, Outcome.Ok, KeyIds, _checks);
}
