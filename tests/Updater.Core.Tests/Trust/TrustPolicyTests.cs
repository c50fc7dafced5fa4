using System.Security.Cryptography;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class TrustPolicyTests
{
    private static readonly EcPublicKey[] s_keys =
        [.. Enumerable.Range(0, Limits.KeysMax + 1).Select(_ => TrustBench.PublicOf(ECDsa.Create(ECCurve.NamedCurves.nistP256)))];

    [TestMethod]
    public void Policy_holds_what_it_was_made_of()
    {
        EcPublicKey[] keys = s_keys[..3];
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create(keys, 2, "r/x", "p", "b", "t", out TrustPolicy policy));

        CollectionAssert.AreEqual(keys, policy.Keys);
        Assert.AreEqual(2, policy.Threshold);
        Assert.AreEqual("r/x", policy.Repository);
        Assert.AreEqual("p", policy.Product);
        Assert.AreEqual("b", policy.Board);
        Assert.AreEqual("t", policy.LayerType);
    }

    [TestMethod]
    public void Without_keys_there_is_no_policy()
    {
        AreRefused(Outcome.PolicyMissing, null!, 1);
        AreRefused(Outcome.PolicyMissing, [], 1);
        AreRefused(Outcome.PolicyMissing, [], 0);
    }

    [TestMethod]
    [DataRow(1, 1, true)]
    [DataRow(3, 3, true)]
    [DataRow(3, 4, false)]
    [DataRow(3, 0, false)]
    [DataRow(3, -1, false)]
    [DataRow(3, int.MinValue, false)]
    [DataRow(Limits.KeysMax, Limits.KeysMax, true)]
    [DataRow(Limits.KeysMax + 1, 1, false)]
    public void Threshold_is_one_to_the_number_of_keys_and_these_are_bounded(int keysCount, int threshold, bool isTaken)
    {
        Outcome outcome = TrustPolicy.Create(s_keys[..keysCount], threshold, "r/x", null!, "b", "t", out TrustPolicy policy);

        Assert.AreEqual(isTaken ? Outcome.Ok : Outcome.ConfigMalformed, outcome);
        Assert.AreEqual(isTaken, policy != null);
    }

    [TestMethod]
    [DataRow(null, "b", "t")]
    [DataRow("", "b", "t")]
    [DataRow("r/x", null, "t")]
    [DataRow("r/x", "", "t")]
    [DataRow("r/x", "b", null)]
    [DataRow("r/x", "b", "")]
    public void Repository_board_and_layer_type_are_required(string? repository, string? board, string? layerType)
    {
        Assert.AreEqual(Outcome.ConfigMalformed, TrustPolicy.Create(s_keys[..1], 1, repository!, "p", board!, layerType!, out TrustPolicy policy));
        Assert.IsNull(policy);
    }

    [TestMethod]
    public void Product_may_be_left_out()
    {
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create(s_keys[..1], 1, "r/x", null!, "b", "t", out TrustPolicy policy));
        Assert.IsNull(policy.Product);
    }

    [TestMethod]
    public void Key_twice_is_refused_wherever_it_stands_and_however_it_was_read()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        EcPublicKey once = TrustBench.PublicOf(key);
        EcPublicKey again = TrustBench.PublicOf(key);
        for (int first = 0; first < 4; first++)
        {
            for (int second = first + 1; second < 4; second++)
            {
                EcPublicKey[] keys = s_keys[..4];
                keys[first] = once;
                keys[second] = again;
                AreRefused(Outcome.ConfigMalformed, keys, 1);
                AreRefused(Outcome.ConfigMalformed, keys, 2);
            }
        }
    }

    [TestMethod]
    public void Missing_key_among_others_is_refused()
    {
        AreRefused(Outcome.ConfigMalformed, [s_keys[0], null!], 1);
        AreRefused(Outcome.ConfigMalformed, [null!], 1);
    }

    private static void AreRefused(Outcome expected, EcPublicKey[] keys, int threshold)
    {
        Assert.AreEqual(expected, TrustPolicy.Create(keys, threshold, "r/x", "p", "b", "t", out TrustPolicy policy));
        Assert.IsNull(policy);
    }
}
