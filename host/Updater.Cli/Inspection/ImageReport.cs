using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Cli.Reporting;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Signing;

namespace Updater.Cli.Inspection;

/// <summary>Shows an MCUboot image: header, TLVs, verdict.</summary>
internal static class ImageReport
{
    private const int ValueBytesShown = 32;

    /// <summary>Shows an image, also a damaged one; refuses what is none, and what a bootloader with the given keys would refuse.</summary>
    public static JsonObject Show(CommandContext context, string path, byte[] bytes, IReadOnlyList<PublicKey> keys)
    {
        McubootImage image = McubootImage.Inspect(bytes);
        if (image.Fault == McubootFault.NotAnImage)
        {
            // Throws with what was expected and found.
            _ = McubootImage.Read(bytes);
        }

        McubootVerdict verdict = McubootVerifier.Verify(image, [.. keys.Select(key => McubootPublicKey.FromPem(key.ToPem()))]);
        bool isUnsure = keys.Count == 0 && verdict is McubootVerdict.UnknownKey;
        string text = isUnsure ? "signed; give --key to check by whom" : McubootVerifier.Describe(verdict);
        JsonObject result = Describe(path, image, bytes, text);
        ShowHeader(context.Output, path, image, bytes);
        ShowTlvs(context.Output, image);
        string? warning = WarningOf(image);
        if (warning != null)
        {
            context.Output.Warn(warning);
        }

        if (verdict == McubootVerdict.Accept || isUnsure || (keys.Count == 0 && verdict == McubootVerdict.NoSignature))
        {
            context.Output.Done(text);
            return result;
        }

        Outcome outcome = OutcomeOf(verdict);
        throw CliException.Of(
            outcome, "an image that a bootloader accepts", image.FaultText.Length > 0 ? image.FaultText : text,
            "build, pack and sign it again: updater pack", result);
    }

    // A slot trailer is nothing bad on a device, but a release holds the image alone.
    private static string? WarningOf(McubootImage image) => image.Fault == McubootFault.None && image.FileBytes > image.SizeBytes
        ? $"{NumberText.Bytes(image.FileBytes - image.SizeBytes)} follow the image's end; publish refuses such a file"
        : null;

    private static Outcome OutcomeOf(McubootVerdict verdict) => verdict switch
    {
        McubootVerdict.HashMismatch => Outcome.DigestMismatch,
        McubootVerdict.NoSignature => Outcome.NoSignature,
        McubootVerdict.UnknownKey or McubootVerdict.SignatureInvalid => Outcome.SignatureUntrusted,
        _ => Outcome.ImageHeaderMalformed,
    };

    private static void ShowHeader(CommandOutput output, string path, McubootImage image, byte[] bytes) => output.Fields(
        ("image", path),
        ("version", NumberText.Of(image.Header.Version)),
        ("counter", image.SecurityCounter?.ToString(CultureInfo.InvariantCulture) ?? "none"),
        ("header", NumberText.Bytes(image.Header.HeaderSizeBytes)),
        ("payload", NumberText.Bytes(image.Header.ImageSizeBytes)),
        ("stored", NumberText.Bytes(image.SizeBytes)),
        ("flags", image.Header.Flags.ToString()),
        ("digest", DigestOf(bytes)));

    private static void ShowTlvs(CommandOutput output, McubootImage image)
    {
        TextTable table = new(">offset", "type", "protected", ">bytes", "value");
        foreach (McubootTlv tlv in image.Tlvs)
        {
            table.Add(
                tlv.OffsetBytes.ToString(CultureInfo.InvariantCulture), tlv.Name, tlv.IsProtected
                    ? "yes"
                    : "no", tlv.DeclaredBytes.ToString(CultureInfo.InvariantCulture), Hex(tlv));
        }

        output.Table(table);
    }

    private static JsonObject Describe(string path, McubootImage image, byte[] bytes, string verdict) => new()
    {
        ["file"] = path,
        ["digest"] = DigestOf(bytes),
        ["version"] = NumberText.Of(image.Header.Version),
        ["securityCounter"] = image.SecurityCounter,
        ["headerSizeBytes"] = image.Header.HeaderSizeBytes,
        ["payloadSizeBytes"] = image.Header.ImageSizeBytes,
        ["storedSizeBytes"] = image.SizeBytes,
        ["flags"] = image.Header.Flags.ToString(),
        ["tlvs"] = new JsonArray([.. image.Tlvs.Select(tlv => (JsonNode)new JsonObject
        {
            ["type"] = tlv.Name,
            ["isProtected"] = tlv.IsProtected,
            ["offset"] = tlv.OffsetBytes,
            ["value"] = Convert.ToHexStringLower(tlv.Value.Span),
        })]),
        ["verdict"] = verdict,
        ["warnings"] = WarningOf(image) is string warning ? new JsonArray(warning) : [],
    };

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Hex(McubootTlv tlv)
    {
        string text = Convert.ToHexStringLower(tlv.Value.Span[..Math.Min(ValueBytesShown, tlv.Value.Length)]);
        return tlv.Value.Length > ValueBytesShown ? text + "…" : text;
    }
}
