using System.Globalization;
using Updater.Core.Content;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>Pushes a bundle as a referrer of what it is about, as cosign 3 does.</summary>
internal static class BundlePush
{
    private const string EnvelopeContent = "dsse-envelope";

    public static async Task<ContentDescriptor> PushAsync(RegistryClient client, string repository, ContentDescriptor subject, SigstoreBundle bundle,
        string predicateType, DateTimeOffset created, CancellationToken cancel)
    {
        byte[] content = bundle.Write();
        ContentDescriptor layer = await client.PushBlobAsync(repository, content, SigstoreNames.BundleType, cancel);
        await client.PushBlobAsync(repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty, cancel);
        byte[] manifest = Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = SigstoreNames.BundleType,
            Config = Manifests.EmptyConfig,
            Layers = [layer],
            Subject = new ContentDescriptor(subject.MediaType, subject.Digest, subject.SizeBytes),
            Annotations =
            [
                new(SigstoreNames.BundleContentAnnotation, EnvelopeContent),
                new(SigstoreNames.BundlePredicateAnnotation, predicateType),
                new(SigstoreNames.CreatedAnnotation, created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ],
        });
        return await client.PushManifestAsync(repository, manifest, MediaTypes.Manifest, null, cancel);
    }
}
