using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Files;
using Updater.Cli.Inspection;
using Updater.Core.Content;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Shows what is inside an image file or an artifact.</summary>
internal sealed class InspectCommand : CliCommand
{
    private readonly Argument<string> _target = new("FILE|REF")
    {
        Description = "An image file, or what a registry holds: registry[:port]/repository[:tag][@sha256:<64 hex digits>]",
    };
    private readonly PolicyKeys _keys = new("Public key for the verdict on signatures; may be repeated.", isRequired: false);
    private readonly RegistryAccess _access = new();

    public override string Name => "inspect";

    public override string Description => "Show what is inside an image file or an artifact in a registry.";

    public override IReadOnlyList<string> Examples =>
        ["updater inspect app.img --key keys/release.pub.pem", "updater inspect 127.0.0.1:5000/lamp:stable --key keys/release.pub.pem"];

    protected override IEnumerable<Symbol> Symbols => [_target, .. _keys.Symbols, .. _access.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        string target = context.Value(_target);
        IReadOnlyList<PublicKey> keys = _keys.Read(context);
        if (File.Exists(target) || !target.Contains('/') || target.StartsWith('/') || target.StartsWith('.'))
        {
            return ImageReport.Show(context, target, InputFile.ReadAll(target, ImageLimits.ImageBytesMax), keys);
        }

        Reference reference = ReferenceText.ParseNamed(target);
        using RegistryClient client = _access.Connect(context, reference);
        return await ArtifactReport.ShowAsync(context, client, reference, keys);
    }
}
