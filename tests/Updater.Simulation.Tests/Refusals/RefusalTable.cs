using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Signing;
using Manifest = Updater.Registry.Manifest;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>Every bad input of the list and its near relations.</summary>
internal static class RefusalTable
{
    // A transport failure is tried again RetriesMax times; then the next poll.
    private const int Retried = Limits.RetriesMax + 1;
    // Tag, signature manifest, payload, layer.
    private const int Layer = 4;
    private const int Signed = 3;

    public static IReadOnlyDictionary<string, Refusal> All { get; } =
        new[] { Transport(), Manifests_(), Trust(), Annotations(), Images(), Bodies() }.SelectMany(part => part).ToDictionary(refusal => refusal.Name);

    private static IEnumerable<Refusal> Transport()
    {
        yield return new("unknown tag", device => device.Bench.Registry.Untag(Workbench.Tag), Outcome.NotFound, 1, 1);
        yield return Down("registry down", Outcome.Unreachable, Retried);
        yield return Down("registry silent", Outcome.TimedOut, Retried);
        yield return Down("registry overloaded", Outcome.ServerUnavailable, Retried);
        yield return Down("401", Outcome.Unauthorized, 1);
        yield return Down("403", Outcome.Forbidden, 1);
        yield return Down("redirect refused", Outcome.RedirectRefused, 1);
        yield return Down("protocol violation", Outcome.ProtocolViolation, 1);
        yield return new("403 for the layer alone", device =>
        {
            device.Bench.Release(device.Image(), "3.0.0", 3);
            device.Source.Refusing = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? Outcome.Forbidden : null;
        }, Outcome.Forbidden, Layer, Layer);
        yield return new("layer missing", device =>
        {
            device.Bench.Release(device.Image(), "3.0.0", 3);
            device.Source.Refusing = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? Outcome.NotFound : null;
        }, Outcome.NotFound, Layer, Layer);
    }

    private static Refusal Down(string name, Outcome outcome, int requests) =>
        new(name, device => device.Bench.Registry.Fault = (_, _) => outcome, outcome, requests, requests);

    private static IEnumerable<Refusal> Manifests_()
    {
        yield return Forged("manifest too large, stated", Limits.ManifestBytesMax + 1, Limits.ManifestBytesMax + 1, Outcome.ManifestTooLarge, 1);
        yield return Forged("manifest too large, unstated", 100000, -1, Outcome.ManifestTooLarge, 1);
        yield return Forged("manifest shorter than stated", 500, 501, Outcome.SizeMismatch, 1);
        yield return Forged("manifest longer than stated", 500, 499, Outcome.SizeMismatch, 1);
        yield return Forged("unsigned garbage of the largest size", Limits.ManifestBytesMax, Limits.ManifestBytesMax, Outcome.NoSignature, 2);
        yield return SignedText("signed, not JSON", "firmware", Outcome.JsonMalformed, Signed);
        yield return SignedText("signed, cut JSON", "{\"schemaVersion\":2,", Outcome.JsonMalformed, Signed);
        yield return SignedText("signed, empty object", "{}", Outcome.ManifestMalformed, Signed);
        yield return SignedText("signed, duplicate key", "{\"schemaVersion\":2,\"schemaVersion\":2}", Outcome.JsonDuplicateKey, Signed);
        yield return SignedText("signed, too deep", "{\"a\":" + new string('[', 20) + new string(']', 20) + "}", Outcome.JsonTooDeep, Signed);
        yield return SignedText("signed, of an unknown media type", "{}", Outcome.MediaTypeUnknown, Signed, "application/vnd.docker.distribution.manifest.v2+json");
        yield return SignedText("signed index without children", "{\"schemaVersion\":2,\"manifests\":[]}", Outcome.NoLayerForBoard, 1, MediaTypes.Index);
        yield return Changed("layer of an unknown type", (device, good) => good with { Layers = [good.Layers[0] with { MediaType = "application/x-other" }] }, Outcome.MediaTypeUnknown);
        yield return Changed("no layer at all", (device, good) => good with { Layers = [] }, Outcome.MediaTypeUnknown);
        yield return Changed("layer for another board", (device, good) => good with { Layers = [Labelled(good, "other-board")] }, Outcome.NoLayerForBoard);
        yield return Changed("two layers for this board", (device, good) =>
            good with { Layers = [Labelled(good, device.Bench.Board.Name), Labelled(good, device.Bench.Board.Name)] }, Outcome.LayerAmbiguous);
        yield return Changed("too many layers", (device, good) =>
            good with { Layers = [.. Enumerable.Repeat(good.Layers[0], Limits.LayersMax + 1)] }, Outcome.TooManyEntries);
    }

    private static IEnumerable<Refusal> Trust()
    {
        yield return new("no signature", device => device.Bench.Publish(device.Image(), "3.0.0", 3), Outcome.NoSignature, 2, 2);
        yield return new("unknown key", device => device.Bench.Release(device.Image(), "3.0.0", 3, device.Bench.OtherKey), Outcome.SignatureUntrusted, Signed, Signed);
        yield return new("signature for another digest", device =>
        {
            byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
            device.Bench.Sign(digest, Workbench.Repository, [device.Bench.Key], statedDigest: new byte[32]);
        }, Outcome.SignatureForOtherDigest, Signed, Signed);
        yield return new("signature for another repository", device =>
        {
            byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
            device.Bench.Sign(digest, Workbench.Authority + "/other", [device.Bench.Key]);
        }, Outcome.SignatureForOtherRepository, Signed, Signed);
        yield return new("signature manifest of an unknown type", device =>
        {
            byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
            device.Bench.Registry.AddManifest(MediaTypes.Index, "{}"u8.ToArray(), DigestText.SignatureTag(digest));
        }, Outcome.MediaTypeUnknown, 2, 2);
        yield return new("signature manifest that is no JSON", device =>
        {
            byte[] digest = device.Bench.Publish(device.Image(), "3.0.0", 3);
            device.Bench.Registry.AddManifest(MediaTypes.Manifest, "signed, believe me"u8.ToArray(), DigestText.SignatureTag(digest));
        }, Outcome.JsonMalformed, 2, 2);
        yield return new("version too low", device => device.Bench.Release(device.Image("1.9.9"), "1.9.9", 9), Outcome.VersionTooLow, Signed, 1);
        yield return new("counter too low", device => device.Bench.Release(device.Image(), "3.0.0", 1), Outcome.CounterTooLow, Signed, 1);
    }

    private static IEnumerable<Refusal> Annotations()
    {
        yield return Annotated("board missing", AnnotationNames.Board, null, Outcome.AnnotationMissing);
        yield return Annotated("version missing", AnnotationNames.Version, null, Outcome.AnnotationMissing);
        yield return Annotated("counter missing", AnnotationNames.SecurityCounter, null, Outcome.AnnotationMissing);
        yield return Annotated("another board", AnnotationNames.Board, "esp32-4mb", Outcome.BoardMismatch);
        yield return Annotated("version malformed", AnnotationNames.Version, "3.0", Outcome.VersionMalformed);
        yield return Annotated("version out of range", AnnotationNames.Version, "256.0.0", Outcome.VersionMalformed);
        yield return Annotated("counter malformed", AnnotationNames.SecurityCounter, "3x", Outcome.CounterMalformed);
        yield return Annotated("counter negative", AnnotationNames.SecurityCounter, "-1", Outcome.CounterMalformed);
        yield return Annotated("counter out of range", AnnotationNames.SecurityCounter, "2147483648", Outcome.CounterMalformed);
    }

    private static IEnumerable<Refusal> Images()
    {
        yield return new("image larger than the slot", device =>
            device.Bench.Release(new byte[device.Bench.Board.ImageBytesMax + 1], "3.0.0", 3), Outcome.ImageTooLarge, Signed, 1);
        yield return Image("bad magic", 0, 0x00, Outcome.ImageHeaderMalformed);
        yield return Image("not bootable", 16, 0x10, Outcome.ImageHeaderMalformed);
        yield return Image("header smaller than a header", 9, 0x00, Outcome.ImageHeaderMalformed);
        yield return Image("header larger than the layer", 9, 0xFF, Outcome.ImageHeaderMalformed);
        yield return Image("image larger than the layer", 13, 0xFF, Outcome.ImageHeaderMalformed);
        yield return Image("image of negative size", 15, 0x80, Outcome.ImageHeaderMalformed);
        yield return Image("header of another major version", 20, 4, Outcome.ImageVersionMismatch);
        yield return Image("header of another minor version", 21, 1, Outcome.ImageVersionMismatch);
        yield return Image("header of another patch", 22, 1, Outcome.ImageVersionMismatch);
        yield return Image("header of another patch, high byte", 23, 1, Outcome.ImageVersionMismatch);
        yield return new("layer too short for a header", device => device.Bench.Release(device.Image()[..31], "3.0.0", 3), Outcome.ImageHeaderMalformed, Layer, Layer);
        yield return new("layer of no bytes", device => device.Bench.Release([], "3.0.0", 3), Outcome.ImageHeaderMalformed, Layer, 1);
        yield return new("layer without room for a TLV area", device => device.Bench.Release(device.Image()[..6500], "3.0.0", 3), Outcome.ImageHeaderMalformed, Layer, Layer);
    }

    private static IEnumerable<Refusal> Bodies()
    {
        const int Attempts = Signed + Limits.LayerAttemptsMax;
        yield return Body("layer of other bytes", layer => Flip(layer, 3000), Outcome.DigestMismatch, Attempts);
        yield return Body("layer with its last bit flipped", layer => Flip(layer, layer.Length - 1), Outcome.DigestMismatch, Attempts);
        yield return Body("layer too long", layer => [.. layer, 0], Outcome.TrailingData, Attempts);
        yield return Body("layer cut at its end", layer => layer[..^1], Outcome.BodyTruncated, Signed + 1 + Retried);
        yield return Body("layer cut in its middle", layer => layer[..3000], Outcome.BodyTruncated, Signed + 1 + Retried);
        yield return Body("layer of no bytes at all", _ => [], Outcome.BodyTruncated, Signed + Retried, false);
        yield return new("layer of a size not the stated one", device =>
        {
            device.Bench.Release(device.Image(), "3.0.0", 3);
            device.Source.Refusing = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? Outcome.SizeMismatch : null;
        }, Outcome.SizeMismatch, Attempts, Attempts);
        // The signed image holds no hash entry: no bootloader could name it. Every byte has to arrive before that shows.
        yield return new("image without a hash", device => device.Bench.Release(WithoutHash(device.Image()), "3.0.0", 3),
            Outcome.ImageHeaderMalformed, Layer, 1, true, Outcome.ReleaseRejectedBefore);
        // Authenticated, but damaged before it was signed: the slot's own digest finds it.
        yield return new("image with a wrong hash", device => device.Bench.Release(Flip(device.Image(), 3000), "3.0.0", 3), Outcome.SlotContentMismatch, Attempts, Attempts, true);
    }

    private static Refusal Forged(string name, int bytes, int statedBytes, Outcome outcome, int requests) => new(
        name,
        device => device.Source.Resolving = asked => asked == Workbench.Tag ? (MediaTypes.Manifest, Filled(bytes), statedBytes) : null,
        outcome,
        requests,
        requests);

    private static Refusal SignedText(string name, string text, Outcome outcome, int nextRequests, string mediaType = MediaTypes.Manifest) =>
        new(name, device => device.SignRaw(Encoding.UTF8.GetBytes(text), mediaType), outcome, Signed, nextRequests);

    private static Refusal Changed(string name, Func<Bystander, Manifest, Manifest> change, Outcome outcome) =>
        new(name, device => device.SignRaw(Manifests.Write(change(device, device.Good(device.Image())))), outcome, Signed, 1);

    private static Refusal Annotated(string name, string key, string? value, Outcome outcome) => Changed(
        name,
        (_, good) => good with
        {
            Annotations = [.. good.Annotations.Where(pair => pair.Key != key || value != null)
                .Select(pair => pair.Key == key ? new KeyValuePair<string, string>(key, value!) : pair)],
        },
        outcome);

    private static Refusal Image(string name, int offset, byte value, Outcome outcome) => new(
        name,
        device =>
        {
            byte[] image = device.Image();
            image[offset] = value;
            device.Bench.Release(image, "3.0.0", 3);
        },
        outcome,
        Layer,
        Layer);

    private static Refusal Body(string name, Func<byte[], byte[]> change, Outcome outcome, int requests, bool touchesFlash = true) => new(
        name,
        device =>
        {
            byte[] image = device.Image();
            device.Bench.Release(image, "3.0.0", 3);
            device.Source.Opening = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? change([.. image]) : null;
        },
        outcome,
        requests,
        requests,
        touchesFlash);

    private static ContentDescriptor Labelled(Manifest manifest, string board) =>
        manifest.Layers[0] with { Annotations = [new(AnnotationNames.Board, board)] };

    private static byte[] Flip(byte[] bytes, int offset)
    {
        bytes[offset] ^= 1;
        return bytes;
    }

    private static byte[] WithoutHash(byte[] image)
    {
        // TLV info (4 bytes) behind header and payload, then the entry's type.
        image[0x200 + Bystander.PayloadBytes + 4] = 0x50;
        return image;
    }

    private static byte[] Filled(int bytes)
    {
        byte[] filled = new byte[bytes];
        Array.Fill(filled, (byte)' ');
        return filled;
    }
}
