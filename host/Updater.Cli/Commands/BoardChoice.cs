using Updater.Cli.Failures;
using Updater.Core.Platform;
using Updater.Twin.Boards;

namespace Updater.Cli.Commands;

/// <summary>Boards by name.</summary>
internal static class BoardChoice
{
    /// <summary>Loads a board that has to be known.</summary>
    public static BoardFile Load(string name) => Find(name)
        ?? throw CliException.Of(
            Outcome.ConfigMalformed, $"one of the boards {string.Join(", ", BoardCatalog.Names())}", $"\"{name}\"",
            "choose one, or add boards/<name>/board.json");

    /// <summary>Loads a board, or null if it is not known: releases may be for boards that this checkout has no file for.</summary>
    public static BoardFile? Find(string name) => BoardCatalog.Names().Contains(name) ? BoardCatalog.Load(name) : null;

    /// <summary>What is to be said of a board that no file describes, or null. It may be somebody's own; it may be a typing error.</summary>
    public static string? WarningOf(string name) => Find(name) != null
        ? null
        : $"board \"{name}\" is none of {string.Join(", ", BoardCatalog.Names())}: with a typing error in it no device accepts the release";

    /// <summary>Refuses an image that the board's slot cannot hold.</summary>
    public static void RequireFit(BoardFile board, long imageBytes, string path, long? firmwareBytes = null)
    {
        if (imageBytes > board.ImageBytesMax)
        {
            throw CliException.Of(
                Outcome.ImageTooLarge, $"at most {board.ImageBytesMax} bytes in a slot of {board.Name}", firmwareBytes is long bytes ? $"an image of {imageBytes} bytes, made of the {bytes} bytes of {path}" : $"an image of {imageBytes} bytes, {path}",
                "use a board with larger slots, or smaller firmware");
        }
    }
}
