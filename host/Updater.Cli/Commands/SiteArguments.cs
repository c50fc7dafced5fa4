using System.CommandLine;
using Updater.Cli.Files;
using Updater.Cli.Site;
using Updater.Core.Content;
using Updater.Images;
using Updater.Registry;

namespace Updater.Cli.Commands;

/// <summary>Options of commands that bring their own site.</summary>
internal sealed class SiteArguments
{
    private readonly Option<string> _firmware = new("--firmware")
    {
        Description = "Firmware to deliver; the device program's own assemblies if left out.",
        HelpName = "FILE",
    };
    private readonly Option<string> _board = new("--board")
    {
        Description = "Board to simulate; the smallest whose slot fits if left out.",
        HelpName = "BOARD",
    };
    private readonly Option<string> _registry = new("--registry")
    {
        Description = "Repository of a registry that is there, instead of an embedded one.",
        HelpName = "HOST:PORT/REPO",
    };
    private readonly Option<string> _keep = new("--keep")
    {
        Description = "Folder to leave registry, keys and images in; nothing is left behind otherwise.",
        HelpName = "DIR",
    };
    private readonly RegistryAccess _access = new();

    public IEnumerable<Symbol> Symbols => [_firmware, _board, _registry, _keep, .. _access.Symbols];

    /// <summary>What the site is made of.</summary>
    public SiteOptions Read(CommandContext context)
    {
        string? firmware = context.Value(_firmware);
        Reference? repository = context.Value(_registry) is string text ? ReferenceText.Parse(text) : null;
        if (repository != null && (repository.Tag != null || repository.Digest != null))
        {
            throw context.Usage("--registry wants HOST:PORT/REPO without tag and digest.");
        }

        RegistryCredential? credential = _access.CredentialOf(context);
        return new SiteOptions
        {
            Firmware = firmware == null ? FirmwareContainer.Create() : InputFile.ReadAll(firmware, ImageLimits.ImageBytesMax),
            Board = context.Value(_board),
            Repository = repository,
            UsesPlainHttp = _access.UsesPlainHttp(context),
            User = repository == null ? null : credential?.User,
            Password = repository == null ? null : credential?.Password,
            KeepFolder = context.Value(_keep),
        };
    }
}
