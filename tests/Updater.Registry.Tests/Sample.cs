using System.Text;
using Updater.Core.Content;
using Updater.Signing;

namespace Updater.Registry.Tests;

/// <summary>An index of two boards, signed, with an SBOM, a note on the SBOM and an SBOM of one child.</summary>
internal sealed record Sample(string Root, string Child, string Sbom, string SbomOfChild, string NoteOnSbom, IReadOnlyList<string> AllManifests,
    IReadOnlyList<ContentDescriptor> Blobs)
{
    public static async Task<Sample> PushAsync(RegistryClient client, string repository)
    {
        byte[] small = TestServer.Bytes(2000, seed: 21);
        byte[] large = TestServer.Bytes(900_000, seed: 22);
        ContentDescriptor root = await new FirmwarePublisher(client).PublishIndexAsync(repository, "v1",
            [Artifact(small, "board-a"), Artifact(large, "board-b")]);
        Manifest index = (await client.FetchManifestAsync(repository, "v1")).Read();
        ContentDescriptor child = index.Children[0];
        using KeyPair key = KeyPair.Generate();
        await new CosignTagSigner(client).SignAsync(repository, "v1", key);
        ContentDescriptor sbom = await AttachAsync(client, repository, root, "application/vnd.cyclonedx+json", "{\"sbom\":1}"u8.ToArray());
        ContentDescriptor sbomOfChild = await AttachAsync(client, repository, child, "application/vnd.cyclonedx+json", "{\"sbom\":2}"u8.ToArray());
        ContentDescriptor note = await AttachAsync(client, repository, sbom, "application/vnd.test.note", "note"u8.ToArray());
        return new Sample(root.Digest, child.Digest, sbom.Digest, sbomOfChild.Digest, note.Digest,
            [root.Digest, child.Digest, index.Children[1].Digest, sbom.Digest, sbomOfChild.Digest, note.Digest],
            [Manifests.Describe("a/b", small), Manifests.Describe("a/b", large), Manifests.EmptyConfig,
                Manifests.Describe("a/b", Encoding.ASCII.GetBytes("note"))]);
    }

    public static Task<ContentDescriptor> PublishAsync(RegistryClient client, string repository, string tag, byte[] image) =>
        new FirmwarePublisher(client).PublishAsync(repository, tag, Artifact(image, "board-a"));

    public static async Task<ContentDescriptor> PushLayersAsync(RegistryClient client, string repository, string tag, byte[][] layers)
    {
        List<ContentDescriptor> pushed = [];
        foreach (byte[] layer in layers)
        {
            pushed.Add(await client.PushBlobAsync(repository, layer, "application/octet-stream"));
        }

        await client.PushBlobAsync(repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        return await client.PushManifestAsync(repository,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = pushed }), MediaTypes.Manifest, tag);
    }

    public static async Task<ContentDescriptor> AttachAsync(RegistryClient client, string repository, ContentDescriptor subject, string artifactType,
        byte[] content)
    {
        ContentDescriptor layer = await client.PushBlobAsync(repository, content, artifactType);
        await client.PushBlobAsync(repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        Manifest manifest = new()
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = artifactType,
            Layers = [layer],
            Subject = new ContentDescriptor(subject.MediaType, subject.Digest, subject.SizeBytes),
        };
        return await client.PushManifestAsync(repository, Manifests.Write(manifest));
    }

    private static FirmwareArtifact Artifact(byte[] image, string board) => new() { Image = new MemoryStream(image), Version = "1.0.0", Board = board };
}
