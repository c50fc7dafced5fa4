using Updater.Core.Content;
using Updater.Signing;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class PublishAndSignTests
{
    [TestMethod]
    public async Task Published_and_signed_firmware_can_be_read_back()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] image = TestServer.Bytes(100_000);
        ContentDescriptor pushed = await new FirmwarePublisher(test.Client).PublishAsync("acme/fw", "stable",
            new FirmwareArtifact { Image = new MemoryStream(image), Version = "1.2.3", Board = "esp32-4mb", Product = "lamp", SecurityCounter = 7,
                Title = "app.bin" });

        FetchedManifest fetched = await test.Client.FetchManifestAsync("acme/fw", "stable");
        Assert.AreEqual(pushed.Digest, fetched.Descriptor.Digest);
        Manifest manifest = fetched.Read();
        Assert.AreEqual("1.2.3", manifest.Annotation(AnnotationNames.Version));
        Assert.AreEqual("7", manifest.Annotation(AnnotationNames.SecurityCounter));
        CollectionAssert.AreEqual(image, await test.Client.FetchBlobAsync("acme/fw", manifest.Layers[0], 1_000_000));

        using KeyPair first = KeyPair.Generate();
        using KeyPair second = KeyPair.Generate();
        CosignTagSigner signer = new(test.Client);
        await signer.SignAsync("acme/fw", "stable", first);
        await signer.SignAsync("acme/fw", "stable", second);
        await signer.SignAsync("acme/fw", "stable", first);
        Manifest signature = (await test.Client.FetchManifestAsync("acme/fw", OciNames.SignatureTag(pushed.Digest))).Read();
        Assert.HasCount(2, signature.Layers);
        KeyPair[] keys = [first, second];
        for (int i = 0; i < 2; i++)
        {
            byte[] payload = await test.Client.FetchBlobAsync("acme/fw", signature.Layers[i], 4096);
            Assert.IsTrue(keys[i].Public.Signed(payload, Convert.FromBase64String(signature.Layers[i].Annotation(AnnotationNames.CosignSignature)!)));
        }
    }
}
