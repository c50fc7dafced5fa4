using System.Text.Json;
using System.Text.Json.Serialization;
using Updater.Images;
using Updater.Twin.Boot;

namespace Updater.Twin.Boards;

/// <summary>A board as <c>boards/&lt;board&gt;/board.json</c> describes it (schema: <c>boards/board.schema.json</c>).</summary>
public sealed record BoardFile
{
    /// <summary>Largest file that is read.</summary>
    public const int FileBytesMax = 65536;

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Reference to the schema, for editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Name: the folder's, and what releases for it are labelled with.</summary>
    public required string Name { get; init; }

    /// <summary>The same for people.</summary>
    public required string Title { get; init; }

    /// <summary>Target of the nanoFramework firmware.</summary>
    public required string TargetName { get; init; }

    /// <summary>Flash.</summary>
    public required BoardFlash Flash { get; init; }

    /// <summary>Slots of the application.</summary>
    public required BoardImage Deployment { get; init; }

    /// <summary>Slots of the nanoCLR firmware, if it has two; no twin uses them.</summary>
    public BoardImage? NanoClr { get; init; }

    /// <summary>Internal storage, drive <c>I:</c>.</summary>
    public required BoardRegion Storage { get; init; }

    /// <summary>Pins.</summary>
    public BoardPins? Pins { get; init; }

    /// <summary>Memory budget.</summary>
    public BoardMemory? Memory { get; init; }

    /// <summary>Largest deployment image, TLVs included.</summary>
    [JsonIgnore]
    public int ImageBytesMax => CreateSlots(new NorFlash(CreateGeometry())).ImageBytesMax;

    /// <summary>Reads and checks a board file.</summary>
    /// <exception cref="BoardException">It cannot be read or contradicts itself.</exception>
    public static BoardFile Load(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > FileBytesMax)
        {
            throw new BoardException($"board file {path}: expected a file of at most {FileBytesMax} bytes, found {(file.Exists ? $"{file.Length} bytes" : "none")}; check the path");
        }

        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads and checks a board file's content.</summary>
    /// <param name="json">The content, UTF-8.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="BoardException">It cannot be read or contradicts itself.</exception>
    public static BoardFile Parse(ReadOnlySpan<byte> json, string origin)
    {
        BoardFile board;
        try
        {
            board = JsonSerializer.Deserialize<BoardFile>(json, s_options) ?? throw new JsonException("the file holds null");
        }
        catch (JsonException error)
        {
            throw new BoardException($"board file {origin}: expected what boards/board.schema.json describes, found: {error.Message} Correct the file.");
        }

        board.Check(origin);
        return board;
    }

    /// <summary>The flash's geometry.</summary>
    public FlashGeometry CreateGeometry() =>
        new(Flash.EraseBlocks.Select(blocks => new FlashRegion(blocks.SizeBytes, blocks.Count)), Flash.WriteUnitBytes);

    /// <summary>The deployment slots on a flash.</summary>
    public SlotPair CreateSlots(NorFlash flash) => CreateSlots(flash, Deployment);

    private static SlotPair CreateSlots(NorFlash flash, BoardImage image) => new(
        new FlashSlot(flash, "primary", image.PrimaryOffset, image.MaxSectors, image.SlotSizeBytes),
        new FlashSlot(flash, "secondary", image.SecondaryOffset, image.MaxSectors, image.SlotSizeBytes));

    private void Check(string origin)
    {
        try
        {
            Require(Flash.EraseBlocks.All(blocks => blocks != null), "erase blocks with size and count", "null among them");
            NorFlash flash = new(CreateGeometry());
            Require(flash.SizeBytes == Flash.SizeBytes, $"erase blocks of {Flash.SizeBytes} bytes together", $"{flash.SizeBytes}");
            Require(Name.Length is > 0 and <= 64 && Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), "a name of a-z, 0-9 and -", $"\"{Name}\"");
            List<(string Name, int Offset, int Size)> areas = [("storage", Storage.Offset, Storage.SizeBytes)];
            AddSlots(areas, "deployment", Deployment, flash);
            AddSlots(areas, "nanoClr", NanoClr, flash);
            foreach ((string name, int offset, int size) in areas)
            {
                Require(offset >= 0 && size > 0 && offset <= flash.SizeBytes - size, $"{name} inside the flash", $"0x{offset:x} +0x{size:x}");
                Require(flash.Geometry.IsBlockBoundary(offset) && flash.Geometry.IsBlockBoundary(offset + size), $"{name} on whole erase blocks", $"0x{offset:x} +0x{size:x}");
            }

            areas.Sort((a, b) => a.Offset.CompareTo(b.Offset));
            for (int i = 1; i < areas.Count; i++)
            {
                Require(areas[i - 1].Offset + areas[i - 1].Size <= areas[i].Offset, "separate areas", $"{areas[i - 1].Name} and {areas[i].Name} overlapping");
            }

            _ = CreateSlots(flash);
        }
        catch (Exception error) when (error is ArgumentException or ImageFormatException)
        {
            throw new BoardException($"board file {origin}: {error.Message}");
        }

        void Require(bool condition, string expected, string found)
        {
            if (!condition)
            {
                throw new BoardException($"board file {origin}: expected {expected}, found {found}; correct the file");
            }
        }
    }

    private static void AddSlots(List<(string Name, int Offset, int Size)> areas, string name, BoardImage? image, NorFlash flash)
    {
        if (image == null)
        {
            return;
        }

        if (image.PrimaryOffset < 0 || image.SecondaryOffset < 0 || image.SlotSizeBytes <= 0
            || Math.Max((long)image.PrimaryOffset, image.SecondaryOffset) + image.SlotSizeBytes > flash.SizeBytes)
        {
            throw new ArgumentException($"{name}: expected both slots inside the flash of {flash.SizeBytes} bytes, found them outside; correct the file");
        }

        areas.Add(($"{name} primary", image.PrimaryOffset, image.SlotSizeBytes));
        areas.Add(($"{name} secondary", image.SecondaryOffset, image.SlotSizeBytes));
    }
}
