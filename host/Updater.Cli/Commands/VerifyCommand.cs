using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Cli.Inspection;
using Updater.Cli.Verification;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Decides on a release with the device's own code.</summary>
internal sealed class VerifyCommand : CliCommand
{
    private readonly Argument<string> _reference = ReferenceText.CreateArgument("What to verify");
    private readonly PolicyOptions _policy = new(isRequired: true);
    private readonly RegistryAccess _access = new();

    public override string Name => "verify";

    public override string Description => "Decide on a release exactly as a device would, with the device's own code.";

    public override IReadOnlyList<string> Examples =>
    [
        "updater verify 127.0.0.1:5000/lamp:stable --key keys/release.pub.pem --board esp32-4mb",
        "updater verify 127.0.0.1:5000/lamp:stable --key keys/release.pub.pem --key keys/backup.pub.pem --threshold 2 --board esp32-4mb",
        "updater verify 127.0.0.1:5000/lamp:stable --key keys/release.pub.pem --board esp32-4mb --product lamp --floor-version 1.0.0 --floor-counter 1",
    ];

    protected override IEnumerable<Symbol> Symbols => [_reference, .. _policy.Symbols, .. _access.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        Reference reference = ReferenceText.ParseNamed(context.Value(_reference));
        IReadOnlyList<PublicKey> keys = _policy.Keys(context);
        VerificationRequest request = _policy.Create(context, reference, keys, _access);
        VerificationResult result = await Task.Run(() => ReleaseVerification.Run(request, context.Cancel), context.Cancel);
        using RegistryClient client = _access.Connect(context, reference);
        if (result.Outcome != Outcome.Ok)
        {
            throw await RefuseAsync(context, client, request, result, keys);
        }

        VerifiedRelease release = result.Release!;
        string digest = DigestText.Format(release.Digest);
        IReadOnlyList<SignatureEntry> signatures = await SignatureList.FetchAsync(client, reference.Repository, digest, keys, context.Cancel);
        string[] signers = [.. signatures.Select(entry => entry.KeyId).OfType<string>().Distinct(StringComparer.Ordinal)];
        ReportPassed(context, request, result);
        context.Output.Fields(
            ("version", FirmwareVersion.Format(release.Version)),
            ("counter", $"{release.SecurityCounter}"),
            ("digest", digest),
            ("layer", $"{DigestText.Format(release.Layer.Digest)}, {NumberText.Bytes(release.Layer.SizeBytes)}"),
            ("type", release.Layer.MediaType),
            ("cost", $"{result.Requests} requests, {NumberText.Bytes(result.BytesReceived)}"));
        foreach (string signer in signers)
        {
            context.Output.Fields(("signed by", signer));
        }

        return Describe(request, result, release, signers);
    }

    private static async Task<CliException> RefuseAsync(
        CommandContext context, RegistryClient client, VerificationRequest request, VerificationResult result, IReadOnlyList<PublicKey> keys)
    {
        ReportPassed(context, request, result);
        bool isWithinReach = ExitCodes.ClassOf(result.Outcome) != OutcomeClass.Transport;
        ReleaseFacts seen = isWithinReach
            ? await ReleaseFacts.ReadAsync(client, request.Reference, request.Policy.Board, keys, context.Cancel)
            : new ReleaseFacts();
        Failure failure = RefusalText.Of(result.Outcome, request, seen) with
        {
            Details = new JsonObject { ["state"] = result.State.ToString(), ["passed"] = Passed(result), ["requests"] = result.Requests },
        };
        return new CliException(failure);
    }

    private static JsonArray Passed(VerificationResult result) => new([.. Shown(result).Select(state => (JsonNode)state.ToString())]);

    private static IEnumerable<AgentState> Shown(VerificationResult result) =>
        result.Passed.Where(state => state is not (AgentState.Start or AgentState.Idle));

    private static void ReportPassed(CommandContext context, VerificationRequest request, VerificationResult result)
    {
        TrustPolicy policy = request.Policy;
        foreach (AgentState state in Shown(result))
        {
            context.Output.Done(state switch
            {
                AgentState.Resolve => $"{request.Reference} is there",
                AgentState.FetchProof => "it has signatures",
                AgentState.CheckProof => $"{policy.Threshold} of {policy.Keys.Length} keys signed it for {policy.Repository}",
                AgentState.ReadManifest => "what was signed can be read",
                AgentState.FetchChild => $"it lists a manifest for {policy.Board}",
                _ => state.ToString(),
            });
        }

        if (result.Outcome == Outcome.Ok)
        {
            string product = policy.Product == null ? "" : $" of product {policy.Product}";
            string floor = $"version {FirmwareVersion.Format(request.FloorVersion)} and counter {request.FloorCounter}";
            context.Output.Done($"it is for board {policy.Board}{product}, not below {floor}");
            context.Output.Done("a device would install it");
        }
    }

    private static JsonObject Describe(VerificationRequest request, VerificationResult result, VerifiedRelease release, string[] signers) => new()
    {
        ["reference"] = request.Reference.ToString(),
        ["digest"] = DigestText.Format(release.Digest),
        ["version"] = FirmwareVersion.Format(release.Version),
        ["securityCounter"] = release.SecurityCounter,
        ["board"] = request.Policy.Board,
        ["product"] = request.Policy.Product,
        ["layer"] = new JsonObject
        {
            ["mediaType"] = release.Layer.MediaType,
            ["digest"] = DigestText.Format(release.Layer.Digest),
            ["sizeBytes"] = release.Layer.SizeBytes,
        },
        ["signedBy"] = new JsonArray([.. signers.Select(signer => (JsonNode)signer)]),
        ["passed"] = Passed(result),
        ["requests"] = result.Requests,
        ["bytesReceived"] = result.BytesReceived,
    };
}
