using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>Who may release what for this device. Without a policy nothing is accepted.</summary>
public sealed class TrustPolicy
{
    /// <summary>The keys, P-256; each counts once.</summary>
    public readonly EcPublicKey[] Keys;
    /// <summary>How many of the keys must have signed.</summary>
    public readonly int Threshold;
    /// <summary>The repository signatures must name, <c>host[:port]/path</c>. It need not be the one downloaded from: a mirror serves signed releases as they are.</summary>
    public readonly string Repository;
    /// <summary>The product a release must name in its annotations, or null if the repository holds one product.</summary>
    public readonly string Product;
    /// <summary>The board a release must name.</summary>
    public readonly string Board;
    /// <summary>Media type of the firmware layer.</summary>
    public readonly string LayerType;

    private TrustPolicy(EcPublicKey[] keys, int threshold, string repository, string product, string board, string layerType)
    {
        Keys = keys;
        Threshold = threshold;
        Repository = repository;
        Product = product;
        Board = board;
        LayerType = layerType;
    }

    /// <summary>Makes a policy that can hold.</summary>
    /// <param name="keys">1 to <see cref="Limits.KeysMax"/> different keys.</param>
    /// <param name="threshold">1 to the number of keys.</param>
    /// <param name="repository">Repository that signatures must name.</param>
    /// <param name="product">Product, or null.</param>
    /// <param name="board">Board.</param>
    /// <param name="layerType">Media type of the firmware layer.</param>
    /// <param name="policy">The policy, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.PolicyMissing"/> without keys, or <see cref="Outcome.ConfigMalformed"/>.</returns>
    public static Outcome Create(EcPublicKey[] keys, int threshold, string repository, string product, string board, string layerType, out TrustPolicy policy)
    {
        policy = null;
        if (keys == null || keys.Length == 0)
        {
            return Outcome.PolicyMissing;
        }

        bool isCountOk = keys.Length <= Limits.KeysMax && threshold >= 1 && threshold <= keys.Length;
        if (!isCountOk || IsEmpty(repository) || IsEmpty(board) || IsEmpty(layerType) || !AreDifferent(keys))
        {
            return Outcome.ConfigMalformed;
        }

        policy = new TrustPolicy(keys, threshold, repository, product, board, layerType);
        return Outcome.Ok;
    }

    private static bool IsEmpty(string text)
    {
        return text == null || text.Length == 0;
    }

    // One key listed twice would let its owner meet a threshold of two alone.
    private static bool AreDifferent(EcPublicKey[] keys)
    {
        byte[] id = new byte[EcPublicKey.IdBytes];
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == null)
            {
                return false;
            }

            keys[i].CopyId(id, 0);
            for (int j = 0; j < i; j++)
            {
                if (keys[j].HasId(id, 0))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
