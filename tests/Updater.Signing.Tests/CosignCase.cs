using System.Text.Json;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Signing.Tests;

/// <summary>One case of <c>shared/vectors/cosign/index.json</c>: what a verifier that takes either form must say.</summary>
internal sealed record CosignCase(
    string Tag, string Digest, bool IsAccepted, string? Reason, bool? IsAcceptedThroughIndex, string[] TagForm, string[] BundleForm)
{
    public const string Repository = "127.0.0.1:5000/fw";

    public static IReadOnlyList<CosignCase> All()
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf("cosign", "index.json")));
        return [.. index.RootElement.GetProperty("cases").EnumerateArray().Select(Read)];
    }

    /// <summary>The device's outcomes for a reason of the index. To us a signature altered and one by a foreign key are the same.</summary>
    public static Outcome[] OutcomesOf(string reason) => reason switch
    {
        "valid" => [Outcome.Ok],
        "no signature" or "not a signature" => [Outcome.NoSignature],
        "attestation, no signature" => [Outcome.NoSignature, Outcome.PayloadTypeWrong],
        "signature invalid" or "unknown key" => [Outcome.SignatureUntrusted],
        "other digest" or "statement names another digest" or "payload names another digest" => [Outcome.SignatureForOtherDigest],
        "other repository" or "payload names another repository" => [Outcome.SignatureForOtherRepository],
        "wrong type" or "wrong payload type" => [Outcome.PayloadTypeWrong],
        _ => throw new InvalidOperationException(reason),
    };

    private static CosignCase Read(JsonElement value)
    {
        JsonElement expected = value.GetProperty("expected");
        return new CosignCase(value.GetProperty("tag").GetString()!, value.GetProperty("digest").GetString()!,
            expected.GetProperty("verdict").GetString() == "accept",
            expected.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null,
            expected.TryGetProperty("verdictThroughIndex", out JsonElement through) ? through.GetString() == "accept" : null,
            [.. expected.GetProperty("tagForm").EnumerateArray().Select(entry => entry.GetString()!)],
            [.. expected.GetProperty("bundleForm").EnumerateArray().Select(entry => entry.GetString()!)]);
    }
}
