using Updater.Core.Platform;

namespace Updater.Core.Tests.Platform;

/// <summary>The one allocation of the agent.</summary>
[TestClass]
public class WorkspaceTests
{
    [TestMethod]
    public void Buffers_have_the_sizes_of_the_limits()
    {
        Workspace workspace = new Workspace(Limits.ChunkBytes);

        Assert.AreEqual(Limits.ChunkBytes, workspace.ChunkSizeBytes);
        Assert.AreEqual(Limits.ManifestBytesMax, workspace.Buffer.Length);
        Assert.AreEqual(Limits.PayloadBytesMax, workspace.Payload.Length);
        Assert.IsTrue(workspace.Buffer.Length >= Limits.RecordBytes);
    }

    [TestMethod]
    public void A_chunk_too_small_for_an_image_header_is_a_programmers_error()
    {
        Assert.IsTrue(IsRefused(Limits.ChunkBytesMin / 2));
    }

    [TestMethod]
    public void A_chunk_that_does_not_divide_a_checkpoint_is_a_programmers_error()
    {
        Assert.IsTrue(IsRefused(Limits.ChunkBytesMin * 3));
        Assert.IsFalse(IsRefused(Limits.ChunkBytesMin * 2));
    }

    private static bool IsRefused(int chunkSizeBytes)
    {
        try
        {
            _ = new Workspace(chunkSizeBytes);
            return false;
        }
        catch (InvariantException)
        {
            return true;
        }
    }
}
