using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Updater.Cli.Files;
using Updater.Images;
using Updater.Signing;
using Updater.Twin.Boards;

namespace Updater.Cli.Commands;

/// <summary>Packs firmware as an MCUboot image.</summary>
internal sealed class PackCommand : CliCommand
{
    private const int HeaderSizeDefault = 0x200;

    private readonly Argument<string> _file = new("FILE") { Description = "Firmware to pack." };
    private readonly Option<string> _out = new("--out") { Description = "Image to write.", HelpName = "FILE", Required = true };
    private readonly Option<string> _version = new("--version")
    {
        Description = "Version in the image's header.",
        HelpName = "VERSION",
        Required = true,
    };
    private readonly Option<string> _counter = new("--counter") { Description = "Security counter in the image.", HelpName = "NUMBER" };
    private readonly Option<int> _headerSize = NumberText.CreateSizeOption("--header-size", "Header with its padding.", HeaderSizeDefault);
    private readonly Option<string> _board = new("--board") { Description = "Board whose slot the image has to fit.", HelpName = "BOARD" };
    private readonly SigningKeys _keys = new(
        "--key", "Private key the bootloader trusts; without one the image has a digest alone.", isRequired: false);

    public override string Name => "pack";

    public override string Description => "Pack firmware as an MCUboot image, signed for the bootloader.";

    public override IReadOnlyList<string> Examples =>
        [
            "updater pack app.bin --out app.img --version 1.0.0 --counter 1 --key keys/release.pem --board esp32-4mb",
            "updater pack app.bin --out app.img --version 1.0.0+7 --header-size 0x20"
        ];

    protected override IEnumerable<Symbol> Symbols => [_file, _out, _version, _counter, _headerSize, _board, .. _keys.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        string path = context.Value(_file);
        string target = context.Value(_out)!;
        string versionText = context.Value(_version)!;
        _ = NumberText.Version(versionText);
        McubootVersion version = McubootVersion.Parse(versionText);
        string? counterText = context.Value(_counter);
        BoardFile? board = context.Value(_board) is string name ? BoardChoice.Load(name) : null;
        IReadOnlyList<KeyPair> keys = _keys.Read(context);
        if (keys.Count > 1)
        {
            throw context.Usage("An image is signed with one key; several were given.");
        }

        using ECDsa? key = keys.Count == 0 ? null : SigningKeys.ToImageKey(keys[0]);
        byte[] firmware = InputFile.ReadAll(path, ImageLimits.ImageBytesMax);
        byte[] image = McubootPacker.Pack(firmware, new McubootPackOptions
        {
            Version = version,
            HeaderSizeBytes = context.Value(_headerSize),
            SigningKey = key,
            SecurityCounter = counterText == null ? null : (uint)NumberText.Counter(counterText),
        });
        if (board != null)
        {
            BoardChoice.RequireFit(board, image.Length, path, firmware.Length);
        }

        await OutputFile.WriteAsync(target, image);
        string digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(image));
        context.Output.Done($"packed {path} as {target}");
        context.Output.Fields(
            ("version", NumberText.Of(version)),
            ("counter", counterText),
            ("size", NumberText.Bytes(image.Length)),
            ("digest", digest),
            ("signed by", keys.Count == 0 ? "nobody: add --key" : keys[0].KeyId),
            ("board", board == null ? null : $"{board.Name}, room for {NumberText.Bytes(board.ImageBytesMax)}"));
        return new JsonObject
        {
            ["file"] = target,
            ["version"] = NumberText.Of(version),
            ["sizeBytes"] = image.Length,
            ["digest"] = digest,
            ["keyId"] = keys.Count == 0 ? null : keys[0].KeyId,
            ["board"] = board?.Name,
        };
    }
}
