using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>Reads descriptors (image-spec, descriptor.md), one after the other into the same fields. Unknown fields are skipped, as the specification asks.</summary>
internal sealed class DescriptorReader
{
    private readonly string _wantedType;
    private bool _hasMediaType;
    private int _sizeBytes;

    /// <summary>Makes a reader that tells one media type from all others.</summary>
    internal DescriptorReader(string wantedType)
    {
        _wantedType = wantedType;
    }

    /// <summary>Whether the last descriptor is of the wanted type.</summary>
    internal bool IsWanted { get; private set; }

    /// <summary>Its digest.</summary>
    internal byte[] Digest { get; private set; }

    /// <summary>Its annotations; never null.</summary>
    internal Annotations Annotations { get; private set; }

    /// <summary>Its platform.variant, or null.</summary>
    internal string Variant { get; private set; }

    /// <summary>The last descriptor, if it is of the wanted type.</summary>
    internal Descriptor MakeDescriptor()
    {
        return new Descriptor(_wantedType, Digest, _sizeBytes);
    }

    /// <summary>Reads from the object's start, which comes next, to its end.</summary>
    internal Outcome Read(JsonReader reader)
    {
        Outcome outcome = reader.Read();
        return outcome == Outcome.Ok ? ReadAtStart(reader) : outcome;
    }

    /// <summary>Reads from the object's start, which is at hand, to its end.</summary>
    internal Outcome ReadAtStart(JsonReader reader)
    {
        _hasMediaType = false;
        _sizeBytes = -1;
        IsWanted = false;
        Digest = null;
        Annotations = Annotations.s_none;
        Variant = null;
        Outcome outcome = reader.Token == JsonToken.ObjectStart ? Outcome.Ok : Outcome.ManifestMalformed;
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            outcome = ReadField(reader);
        }

        bool isWhole = _hasMediaType && Digest != null && _sizeBytes >= 0;
        return outcome == Outcome.Ok && !isWhole ? Outcome.ManifestMalformed : outcome;
    }

    private Outcome ReadField(JsonReader reader)
    {
        Outcome outcome;
        if (reader.TextIs("mediaType"))
        {
            outcome = reader.ReadAs(JsonToken.String);
            _hasMediaType = reader.TextCount > 0;
            IsWanted = reader.TextIs(_wantedType);
            return outcome;
        }

        if (reader.TextIs("digest"))
        {
            outcome = reader.ReadText(out string text);
            if (outcome == Outcome.Ok)
            {
                outcome = DigestText.Parse(text, out byte[] digest);
                Digest = digest;
            }

            return outcome;
        }

        if (reader.TextIs("size"))
        {
            outcome = reader.ReadInt32(out int sizeBytes);
            _sizeBytes = sizeBytes;
            return outcome;
        }

        if (reader.TextIs("annotations"))
        {
            outcome = Annotations.Read(reader, out Annotations annotations);
            Annotations = annotations;
            return outcome;
        }

        return reader.TextIs("platform") ? ReadPlatform(reader) : reader.Skip();
    }

    /// <summary>image-spec, image-index.md, "platform": of it the variant alone can name a board.</summary>
    private Outcome ReadPlatform(JsonReader reader)
    {
        Outcome outcome = reader.ReadAs(JsonToken.ObjectStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            if (reader.TextIs("variant"))
            {
                outcome = reader.ReadText(out string variant);
                Variant = variant;
            }
            else
            {
                outcome = reader.Skip();
            }
        }

        return outcome;
    }
}
