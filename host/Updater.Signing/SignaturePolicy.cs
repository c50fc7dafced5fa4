using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>Who must have signed. There is none without keys, so nothing is accepted without one.</summary>
public sealed class SignaturePolicy
{
    private SignaturePolicy(IReadOnlyList<PublicKey> keys, int threshold, string repository)
    {
        Keys = keys;
        Threshold = threshold;
        Repository = repository;
    }

    /// <summary>The keys; each counts once.</summary>
    public IReadOnlyList<PublicKey> Keys { get; }

    /// <summary>How many of the keys must have signed.</summary>
    public int Threshold { get; }

    /// <summary>The repository that signatures in the tag form must name, <c>host[:port]/path</c>. It need not be the one downloaded from. The bundle
    /// form names none.</summary>
    public string Repository { get; }

    /// <summary>Makes a policy that can hold.</summary>
    /// <param name="keys">1 to <see cref="Limits.KeysMax"/> different keys.</param>
    /// <param name="threshold">1 to the number of keys.</param>
    /// <param name="repository">Repository that signatures in the tag form must name.</param>
    /// <exception cref="SigningException">The policy cannot hold.</exception>
    public static SignaturePolicy Create(IReadOnlyList<PublicKey> keys, int threshold, string repository)
    {
        if (keys.Count == 0)
        {
            throw new SigningException(Outcome.PolicyMissing, "a public key to verify with", "none", "give the signer's public key");
        }

        if (keys.Count > Limits.KeysMax || keys.Select(key => key.KeyId).Distinct().Count() != keys.Count)
        {
            // One key listed twice would let its owner meet a threshold of two alone.
            throw new SigningException(Outcome.ConfigMalformed, $"1 to {Limits.KeysMax} different keys",
                $"{keys.Count}, {keys.Select(key => key.KeyId).Distinct().Count()} of them different", "give each key once");
        }

        if (threshold < 1 || threshold > keys.Count)
        {
            throw new SigningException(Outcome.ConfigMalformed, $"a threshold of 1 to {keys.Count}, the number of keys", $"{threshold}",
                "change the threshold or give more keys");
        }

        return repository.Length > 0 ? new SignaturePolicy([.. keys], threshold, repository)
            : throw new SigningException(Outcome.ConfigMalformed, "the repository that signatures name", "none", "give it as host[:port]/path");
    }
}
