using Updater.Cli.Failures;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Inspection;

/// <summary>Reads manifests for people.</summary>
internal static class ManifestReading
{
    /// <summary>Reads a manifest; of a document of another type the type is what is wrong with it, not its first missing field.</summary>
    public static Manifest Read(FetchedManifest fetched)
    {
        string mediaType = fetched.Descriptor.MediaType;
        try
        {
            return fetched.Read();
        }
        catch (RegistryException) when (mediaType is not (MediaTypes.Manifest or MediaTypes.Index))
        {
            throw CliException.Of(
                Outcome.MediaTypeUnknown, $"{MediaTypes.Manifest} or {MediaTypes.Index}", mediaType,
                "check that the reference names a firmware artifact");
        }
    }
}
