namespace Updater.Signing;

/// <summary>How a signature or attestation lies in a registry or beside a file.</summary>
public enum SignatureForm
{
    /// <summary>cosign's tag form: <c>sha256-….sig</c> or <c>.att</c> (cosign 2).</summary>
    Tag = 0,
    /// <summary>A Sigstore bundle: a referrer of the manifest, or a file (cosign 3).</summary>
    Bundle = 1,
    /// <summary>A file with a bare signature.</summary>
    Detached = 2,
}
