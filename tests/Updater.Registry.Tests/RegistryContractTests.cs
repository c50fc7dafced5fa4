using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Signing;
using Updater.Vectors;

namespace Updater.Registry.Tests;

/// <summary>What the client must manage against any registry: run against ours, against ours without the referrers API, and against Debian's
/// docker-registry.</summary>
[TestClass]
public sealed class RegistryContractTests
{
    private const string Repository = "acme/fw-1/a_b";

    [TestMethod]
    public async Task Journey_works_on_the_embedded_registry()
    {
        await using TestServer test = await TestServer.StartAsync();
        await RunAllAsync(test.Client);
    }

    [TestMethod]
    public async Task Journey_works_without_referrers_api_and_with_strict_accept()
    {
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { HasReferrers = false, RequiresAccept = true });
        await RunAllAsync(test.Client);
    }

    [TestMethod]
    public async Task Journey_works_on_docker_registry()
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart();
        if (registry == null)
        {
            return;
        }

        using RegistryClient client = new(registry.BaseAddress, TestServer.Fast);
        await RunAllAsync(client);
    }

    [TestMethod]
    public async Task Basic_credentials_work_on_docker_registry()
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart(needsPassword: true);
        if (registry == null)
        {
            return;
        }

        using RegistryClient without = new(registry.BaseAddress, TestServer.Fast);
        Assert.AreEqual(Outcome.Unauthorized,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => without.ResolveAsync(Repository, "x"))).Outcome);
        using RegistryClient wrong = new(registry.BaseAddress,
            TestServer.Fast with { Credentials = new FixedCredential(registry.Authority, new("tester", "wrong")) });
        Assert.AreEqual(Outcome.Unauthorized,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => wrong.ResolveAsync(Repository, "x"))).Outcome);
        RegistryCredential credential = new(DockerRegistry.User, DockerRegistry.Password);
        using RegistryClient client = new(registry.BaseAddress,
            TestServer.Fast with { Credentials = new FixedCredential(registry.Authority, credential) });
        await RoundTripAsync(client, 1000);
    }

    private static async Task RunAllAsync(RegistryClient client)
    {
        await RoundTripAsync(client, 0);
        await RoundTripAsync(client, 1);
        await RoundTripAsync(client, 5 * 1024 * 1024);
        await ChunksAsync(client);
        await TagsAsync(client);
        await ReferrersAsync(client);
        await SignatureAsync(client);
        await MissingAsync(client);
        await DeleteAsync(client);
    }

    private static async Task RoundTripAsync(RegistryClient client, int sizeBytes)
    {
        byte[] content = TestServer.Bytes(sizeBytes, seed: sizeBytes + 1);
        LastProgress progress = new();
        using MemoryStream source = new(content);
        ContentDescriptor blob = await client.PushBlobAsync(Repository, source, "application/octet-stream", progress);
        Assert.AreEqual(sizeBytes, blob.SizeBytes);
        Assert.AreEqual(sizeBytes, progress.Last);
        Assert.IsTrue(await client.BlobExistsAsync(Repository, blob.Digest));
        using MemoryStream target = new();
        await client.FetchBlobAsync(Repository, blob, target);
        CollectionAssert.AreEqual(content, target.ToArray());
    }

    private static async Task ChunksAsync(RegistryClient client)
    {
        byte[] content = TestServer.Bytes(100_001, seed: 77);
        ContentDescriptor blob = await client.PushBlobChunkedAsync(Repository, new MemoryStream(content), "application/octet-stream", 30_000);
        Assert.AreEqual(Manifests.DigestOf(content), blob.Digest);
        CollectionAssert.AreEqual(content, await client.FetchBlobAsync(Repository, blob, 200_000));
    }

    private static async Task TagsAsync(RegistryClient client)
    {
        foreach (string tag in (string[])["v2", "v10", "v1"])
        {
            await PublishAsync(client, "acme/tags", tag);
        }

        CollectionAssert.AreEqual((string[])["v1", "v10", "v2"], (await client.ListTagsAsync("acme/tags")).ToArray());
    }

    private static async Task ReferrersAsync(RegistryClient client)
    {
        ContentDescriptor subject = await PublishAsync(client, Repository, "subject");
        Assert.IsEmpty(await client.ListReferrersAsync(Repository, subject.Digest));
        ContentDescriptor first = await AttachAsync(client, subject, "application/vnd.test.a+json");
        ContentDescriptor second = await AttachAsync(client, subject, "application/vnd.test.b+json");
        CollectionAssert.AreEquivalent((string[])[first.Digest, second.Digest],
            (await client.ListReferrersAsync(Repository, subject.Digest)).Select(found => found.Digest).ToArray());
        ContentDescriptor only = (await client.ListReferrersAsync(Repository, subject.Digest, "application/vnd.test.b+json")).Single();
        Assert.AreEqual(second.Digest, only.Digest);
        Assert.AreEqual("application/vnd.test.b+json", only.ArtifactType);
        Assert.IsEmpty(await client.ListReferrersAsync(Repository, subject.Digest, "application/vnd.test.c+json"));
    }

    private static async Task SignatureAsync(RegistryClient client)
    {
        using KeyPair key = KeyPair.Generate();
        ContentDescriptor signed = await PublishAsync(client, Repository, "signed");
        Assert.AreEqual(signed.Digest, (await new CosignTagSigner(client).SignAsync(Repository, "signed", key)).Digest);
        Manifest signature = (await client.FetchManifestAsync(Repository, OciNames.SignatureTag(signed.Digest))).Read();
        byte[] payload = await client.FetchBlobAsync(Repository, signature.Layers.Single(), 4096);
        CollectionAssert.AreEqual(CosignPayload.Write($"{client.Authority}/{Repository}", signed.Digest), payload);
    }

    private static async Task MissingAsync(RegistryClient client)
    {
        Assert.IsFalse(await client.ExistsAsync(Repository, "nothing"));
        Assert.AreEqual(Outcome.NotFound,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => client.FetchManifestAsync(Repository, "nothing"))).Outcome);
        ContentDescriptor absent = Manifests.Describe("x/y", "absent"u8);
        Assert.AreEqual(Outcome.NotFound,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => client.FetchBlobAsync(Repository, absent, 100))).Outcome);
        Assert.AreEqual(Outcome.NotFound, (await Assert.ThrowsExactlyAsync<RegistryException>(() => client.ListTagsAsync("no/such"))).Outcome);
    }

    private static async Task DeleteAsync(RegistryClient client)
    {
        ContentDescriptor doomed = await PublishAsync(client, Repository, "doomed", "9.9.9");
        Assert.AreEqual(doomed.Digest, (await client.ResolveAsync(Repository, "doomed")).Digest);
        await client.DeleteManifestAsync(Repository, doomed.Digest);
        Assert.IsFalse(await client.ExistsAsync(Repository, "doomed"));
        Assert.IsFalse(await client.ExistsAsync(Repository, doomed.Digest));
    }

    private static Task<ContentDescriptor> PublishAsync(RegistryClient client, string repository, string tag, string version = "1.0.0")
    {
        FirmwareArtifact artifact = new() { Image = new MemoryStream(SHA256.HashData([1])), Version = version, Board = "test-board" };
        return new FirmwarePublisher(client).PublishAsync(repository, tag, artifact);
    }

    private static async Task<ContentDescriptor> AttachAsync(RegistryClient client, ContentDescriptor subject, string artifactType)
    {
        await client.PushBlobAsync(Repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        Manifest manifest = new()
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = artifactType,
            Layers = [Manifests.EmptyConfig],
            Subject = new ContentDescriptor(subject.MediaType, subject.Digest, subject.SizeBytes),
        };
        return await client.PushManifestAsync(Repository, Manifests.Write(manifest));
    }

    private sealed class LastProgress : IProgress<long>
    {
        public long Last { get; private set; }

        public void Report(long value) => Last = value;
    }
}
