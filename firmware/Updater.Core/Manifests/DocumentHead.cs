using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>The fields that manifests and indexes share (image-spec, manifest.md and image-index.md).</summary>
internal sealed class DocumentHead
{
    private const int SchemaVersion = 2;

    private readonly string _mediaType;
    private DescriptorReader _descriptors;

    internal DocumentHead(string mediaType, DescriptorReader descriptors)
    {
        _mediaType = mediaType;
        _descriptors = descriptors;
        Annotations = Annotations.s_none;
    }

    /// <summary>Whether the required schemaVersion was there, and was 2.</summary>
    internal bool HasSchemaVersion { get; private set; }

    internal string ArtifactType { get; private set; }

    internal Annotations Annotations { get; private set; }

    internal byte[] SubjectDigest { get; private set; }

    /// <summary>Lets go of what only reading needs.</summary>
    internal void EndReading()
    {
        _descriptors = null;
    }

    /// <summary>Reads the field whose name is at hand; one that is not shared is skipped.</summary>
    internal Outcome ReadField(JsonReader reader)
    {
        Outcome outcome;
        if (reader.TextIs("schemaVersion"))
        {
            outcome = reader.ReadInt32(out int version);
            HasSchemaVersion = version == SchemaVersion;
            return outcome == Outcome.Ok && !HasSchemaVersion ? Outcome.ManifestMalformed : outcome;
        }

        if (reader.TextIs("mediaType"))
        {
            outcome = reader.ReadAs(JsonToken.String);
            return outcome == Outcome.Ok && !reader.TextIs(_mediaType) ? Outcome.MediaTypeUnknown : outcome;
        }

        if (reader.TextIs("artifactType"))
        {
            outcome = reader.ReadText(out string artifactType);
            ArtifactType = artifactType;
            return outcome;
        }

        if (reader.TextIs("annotations"))
        {
            outcome = Annotations.Read(reader, out Annotations annotations);
            Annotations = annotations;
            return outcome;
        }

        if (reader.TextIs("subject"))
        {
            outcome = _descriptors.Read(reader);
            SubjectDigest = _descriptors.Digest;
            return outcome;
        }

        return reader.Skip();
    }
}
