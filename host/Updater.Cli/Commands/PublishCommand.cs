using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Files;
using Updater.Cli.Reporting;
using Updater.Core.Content;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Pushes images as an artifact, and signs it if asked to.</summary>
internal sealed class PublishCommand : CliCommand
{
    private readonly Argument<string> _reference = ReferenceText.CreateArgument("Where to publish");
    private readonly Argument<string?> _file = new("FILE") { Description = "Image to publish for --board.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _board = new("--board") { Description = "Board that FILE runs on.", HelpName = "BOARD" };
    private readonly Option<string[]> _images = new("--image")
    {
        Description = "Image of one board among several, instead of FILE; makes an index.",
        HelpName = "BOARD=FILE",
    };
    private readonly Option<string> _version = new("--version")
    {
        Description = "Version of the release; the image's own if left out.",
        HelpName = "VERSION",
    };
    private readonly Option<string> _counter = new("--counter")
    {
        Description = "Security counter of the release; the image's own if left out.",
        HelpName = "NUMBER",
    };
    private readonly Option<string> _product = new("--product") { Description = "Product the release is for.", HelpName = "PRODUCT" };
    private readonly Option<string> _layerType = new("--layer-type")
    {
        Description = "Media type of the layer; other types than the default are pushed without a look inside.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => MediaTypes.FirmwareImage,
    };

    private readonly SigningKeys _keys = new("--sign-key", "Private key to sign the release with; may be repeated.", isRequired: false);
    private readonly RegistryAccess _access = new();

    public override string Name => "publish";

    public override string Description => "Push images to a registry as a release, and sign it.";

    public override IReadOnlyList<string> Examples =>
    [
        "updater publish 127.0.0.1:5000/lamp:stable app.img --board esp32-4mb --product lamp --sign-key keys/release.pem",
        "updater publish 127.0.0.1:5000/lamp:stable --image esp32-4mb=small.img --image esp32-16mb=large.img --counter 1",
    ];

    protected override IEnumerable<Symbol> Symbols =>
        [_reference, _file, _board, _images, _version, _counter, _product, _layerType, .. _keys.Symbols, .. _access.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        Reference reference = ReferenceText.Parse(context.Value(_reference));
        if (reference.Digest != null)
        {
            throw context.Usage("A release is published under a tag; its digest comes of its content.");
        }

        IReadOnlyList<KeyPair> keys = _keys.Read(context);
        IReadOnlyList<ImageSource> sources = Sources(context);
        using RegistryClient client = _access.Connect(context, reference);
        ContentDescriptor pushed = await PushAsync(context, client, reference, sources);
        context.Output.Done($"published {ReferenceText.RepositoryOf(reference)}{(reference.Tag == null ? "" : ":" + reference.Tag)}");
        context.Output.Fields(("digest", pushed.Digest), ("kind", pushed.MediaType == MediaTypes.Index ? "index" : "manifest"));
        foreach (ImageSource source in sources)
        {
            string size = NumberText.Bytes(source.SizeBytes);
            context.Output.Fields(("image", $"{source.Path}: {source.Board}, version {source.Version}, counter {source.Counter}, {size}"));
        }

        string[] warnings = [.. sources.Select(source => BoardChoice.WarningOf(source.Board)).OfType<string>()];
        Array.ForEach(warnings, context.Output.Warn);
        CosignTagSigner signer = new(client);
        foreach (KeyPair key in keys)
        {
            await signer.SignAsync(reference.Repository, pushed.Digest, key, null, context.Cancel);
            context.Output.Done($"signed with key {key.KeyId}");
        }

        if (keys.Count == 0)
        {
            context.Output.Line($"  Not signed: devices refuse it until 'updater sign {reference} --key KEY.pem' was run.");
        }

        return new JsonObject
        {
            ["reference"] = reference.ToString(),
            ["digest"] = pushed.Digest,
            ["mediaType"] = pushed.MediaType,
            ["images"] = new JsonArray([.. sources.Select(Describe)]),
            ["warnings"] = new JsonArray([.. warnings.Select(warning => (JsonNode)warning)]),
            ["signedBy"] = new JsonArray([.. keys.Select(key => (JsonNode)key.KeyId)]),
        };
    }

    private static JsonNode Describe(ImageSource source) => new JsonObject
    {
        ["board"] = source.Board,
        ["file"] = source.Path,
        ["version"] = source.Version,
        ["securityCounter"] = source.Counter,
        ["sizeBytes"] = source.SizeBytes,
    };

    private List<ImageSource> Sources(CommandContext context)
    {
        string? file = context.Value(_file);
        string? board = context.Value(_board);
        string[] images = context.Value(_images) ?? [];
        List<(string Board, string Path)> wanted = [];
        if (file != null && images.Length == 0)
        {
            wanted.Add((board ?? throw context.Usage("FILE needs --board."), file));
        }
        else if (file == null && board == null && images.Length > 0)
        {
            wanted.AddRange(images.Select(image => Split(context, image)));
        }
        else
        {
            throw context.Usage("Either FILE with --board, or one --image BOARD=FILE for each board.");
        }

        if (wanted.Select(image => image.Board).Distinct(StringComparer.Ordinal).Count() < wanted.Count)
        {
            throw context.Usage("A board is named twice.");
        }

        bool isImage = context.Value(_layerType) == MediaTypes.FirmwareImage;
        return [.. wanted.Select(image => ImageSource.Check(image.Board, image.Path, isImage, context.Value(_version), context.Value(_counter)))];
    }

    private static (string Board, string Path) Split(CommandContext context, string image)
    {
        int equals = image.IndexOf('=');
        return equals > 0 && equals < image.Length - 1
            ? (image[..equals], image[(equals + 1)..])
            : throw context.Usage($"--image wants BOARD=FILE, not \"{image}\".");
    }

    private async Task<ContentDescriptor> PushAsync(
        CommandContext context, RegistryClient client, Reference reference, IReadOnlyList<ImageSource> sources)
    {
        List<FileStream> streams = [];
        try
        {
            List<FirmwareArtifact> artifacts = [];
            foreach (ImageSource source in sources)
            {
                streams.Add(InputFile.Open(source.Path, int.MaxValue));
                string title = Path.GetFileName(source.Path);
                artifacts.Add(new FirmwareArtifact
                {
                    Image = streams[^1],
                    Title = FileTitle.IsFileName(title) ? title : null,
                    Version = source.Version,
                    Board = source.Board,
                    Product = context.Value(_product),
                    SecurityCounter = source.Counter,
                    LayerType = context.Value(_layerType)!,
                });
            }

            FirmwarePublisher publisher = new(client);
            return await context.Output.TransferAsync(
                $"push {reference.Repository}", sources.Sum(source => source.SizeBytes),
                progress => artifacts.Count == 1 && context.Value(_images) is null or []
                ? publisher.PublishAsync(reference.Repository, reference.Tag, artifacts[0], progress, context.Cancel)
                : publisher.PublishIndexAsync(reference.Repository, reference.Tag, artifacts, progress, context.Cancel));
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }
}
