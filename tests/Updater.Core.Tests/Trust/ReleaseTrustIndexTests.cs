using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

/// <summary>When the signed index is at hand, and when not.</summary>
[TestClass]
public sealed class ReleaseTrustIndexTests
{
    [TestMethod]
    public void Index_that_was_not_left_cannot_be_returned_to()
    {
        TrustBench bench = new();
        byte[] index = TrustBench.Index((TrustBench.Manifest(), null));
        bench.NameAndSign(index);
        Assert.AreEqual(Outcome.Ok, bench.ReadNamed(index, MediaTypes.Index));
        Assert.ThrowsExactly<InvariantException>(bench.Trust.ReturnToIndex);
        Assert.AreEqual(TrustStage.Indexed, bench.Trust.Stage);
    }

    [TestMethod]
    public void Index_is_let_go_of_with_the_release()
    {
        TrustBench bench = new();
        byte[] manifest = TrustBench.Manifest();
        byte[] index = TrustBench.Index((manifest, TrustBench.Board));
        bench.NameAndSign(index);
        Assert.AreEqual(Outcome.Ok, bench.ReadNamed(index, MediaTypes.Index));
        Assert.IsNotNull(bench.Trust.Index);
        Assert.AreEqual(Outcome.Ok, bench.Trust.ReadChild(bench.Trust.Index.Match, manifest, manifest.Length));
        Assert.AreEqual(Outcome.Ok, bench.Trust.Accept(new ReleaseFloor(), out VerifiedRelease release));
        Assert.IsNotNull(release);
        Assert.IsNull(bench.Trust.Index, "it need not be held while the layer streams");
    }
}
