using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>
/// What cosign signs in its tag form (cosign, specs/SIGNATURE_SPEC.md, "Payloads"; containers/image, containers-signature(5)). Read it only after its
/// signature was verified, and judge <see cref="Type"/> before anything else.
/// </summary>
public sealed class SimpleSigningPayload
{
    private enum Part
    {
        Document,
        Critical,
        Identity,
        Image,
    }

    private SimpleSigningPayload()
    {
    }

    /// <summary>critical.identity.docker-reference: the repository it was signed for.</summary>
    public string DockerReference { get; private set; }

    /// <summary>critical.image.docker-manifest-digest, 32 bytes.</summary>
    public byte[] Digest { get; private set; }

    /// <summary>critical.type.</summary>
    public string Type { get; private set; }

    /// <summary>Reads a payload.</summary>
    /// <param name="reader">Any reader; it is reset.</param>
    /// <param name="source">The payload's bytes. Not disposed of here.</param>
    /// <param name="bytesMax">Largest size accepted.</param>
    /// <param name="payload">The payload, or null.</param>
    /// <returns>
    /// <see cref="Outcome.Ok"/>; <see cref="Outcome.ManifestMalformed"/> if a field is missing; <see cref="Outcome.DigestMalformed"/>; or what
    /// <see cref="JsonReader.Read"/> returns.
    /// </returns>
    public static Outcome Read(JsonReader reader, IByteSource source, int bytesMax, out SimpleSigningPayload payload)
    {
        payload = null;
        reader.Reset(source, bytesMax);
        SimpleSigningPayload made = new SimpleSigningPayload();
        Outcome outcome = made.ReadObject(reader, Part.Document);
        if (outcome == Outcome.Ok)
        {
            outcome = reader.ReadAs(JsonToken.End);
        }

        if (outcome == Outcome.Ok && (made.DockerReference == null || made.Digest == null || made.Type == null))
        {
            outcome = Outcome.ManifestMalformed;
        }

        if (outcome == Outcome.Ok)
        {
            payload = made;
        }

        return outcome;
    }

    /// <summary>Reads an object; the parts nest no deeper than this file does, whatever the document holds.</summary>
    private Outcome ReadObject(JsonReader reader, Part part)
    {
        Outcome outcome = reader.ReadAs(JsonToken.ObjectStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            outcome = ReadField(reader, part);
        }

        return outcome;
    }

    private Outcome ReadField(JsonReader reader, Part part)
    {
        Outcome outcome;
        string text;
        if (part == Part.Document && reader.TextIs("critical"))
        {
            return ReadObject(reader, Part.Critical);
        }

        if (part == Part.Critical && reader.TextIs("identity"))
        {
            return ReadObject(reader, Part.Identity);
        }

        if (part == Part.Critical && reader.TextIs("image"))
        {
            return ReadObject(reader, Part.Image);
        }

        if (part == Part.Critical && reader.TextIs("type"))
        {
            outcome = reader.ReadText(out text);
            Type = text;
            return outcome;
        }

        if (part == Part.Identity && reader.TextIs("docker-reference"))
        {
            outcome = reader.ReadText(out text);
            DockerReference = text;
            return outcome;
        }

        if (part != Part.Image || !reader.TextIs("docker-manifest-digest"))
        {
            return reader.Skip();
        }

        outcome = reader.ReadText(out text);
        if (outcome == Outcome.Ok)
        {
            outcome = DigestText.Parse(text, out byte[] digest);
            Digest = digest;
        }

        return outcome;
    }
}
