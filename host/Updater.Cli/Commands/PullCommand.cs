using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Cli.Inspection;
using Updater.Cli.Verification;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Fetches an image, its digest checked; with keys, only after the device's own decision.</summary>
internal sealed class PullCommand : CliCommand
{
    private readonly Argument<string> _reference = ReferenceText.CreateArgument("What to fetch");
    private readonly Option<string> _out = new("--out")
    {
        Description = "File to write, or a folder: then the layer's title is the file's name.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly PolicyOptions _policy = new(isRequired: false);
    private readonly RegistryAccess _access = new();

    public override string Name => "pull";

    public override string Description => "Fetch an image from a registry, its digest checked, and verified first if keys are given.";

    public override IReadOnlyList<string> Examples =>
    [
        "updater pull 127.0.0.1:5000/lamp:stable --out app.img --board esp32-4mb",
        "updater pull 127.0.0.1:5000/lamp:stable --out app.img --board esp32-4mb --key keys/release.pub.pem",
    ];

    protected override IEnumerable<Symbol> Symbols => [_reference, _out, .. _policy.Symbols, .. _access.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        Reference reference = ReferenceText.ParseNamed(context.Value(_reference));
        IReadOnlyList<PublicKey> keys = _policy.Keys(context);
        using RegistryClient client = _access.Connect(context, reference);
        ContentDescriptor? verified = null;
        if (keys.Count > 0)
        {
            VerificationRequest request = _policy.Create(context, reference, keys, _access);
            VerificationResult result = await Task.Run(() => ReleaseVerification.Run(request, context.Cancel), context.Cancel);
            if (result.Outcome != Outcome.Ok)
            {
                throw new CliException(
                    RefusalText.Of(
                        result.Outcome, request, await ReleaseFacts.ReadAsync(client, reference, request.Policy.Board, keys, context.Cancel)));
            }

            Descriptor layer = result.Release!.Layer;
            verified = new ContentDescriptor(layer.MediaType, DigestText.Format(layer.Digest), layer.SizeBytes);
            // From here on the tag may move: what was verified is what is fetched.
            reference = reference.WithDigest(result.Release.Digest);
            context.Output.Done("verified as a device would");
        }

        ContentDescriptor wanted = await LayerChoice.FindAsync(client, reference, _policy.Board(context), verified, context.Cancel);
        string target = context.Value(_out)!;
        string path = Directory.Exists(target) ? FileTitle.PathIn(target, wanted.Annotation(AnnotationNames.Title)) : target;
        await context.Output.TransferAsync($"pull {reference.Repository}", wanted.SizeBytes, async progress =>
        {
            await OutputFile.WriteAsync(path, stream => client.FetchBlobAsync(reference.Repository, wanted, stream, progress, context.Cancel));
            return wanted;
        });
        context.Output.Done($"pulled {path}");
        context.Output.Fields(
            ("digest", wanted.Digest), ("size", NumberText.Bytes(wanted.SizeBytes)), ("type", wanted.MediaType),
            ("verified", keys.Count > 0 ? "yes" : "no: give --key"));
        return new JsonObject
        {
            ["reference"] = reference.ToString(),
            ["file"] = path,
            ["layer"] = new JsonObject { ["mediaType"] = wanted.MediaType, ["digest"] = wanted.Digest, ["sizeBytes"] = wanted.SizeBytes },
            ["isVerified"] = keys.Count > 0,
        };
    }
}
