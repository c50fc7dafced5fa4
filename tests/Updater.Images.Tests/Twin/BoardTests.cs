using System.Text;
using System.Text.Json.Nodes;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class BoardTests
{
    private static readonly string[] s_shipped = ["esp32-16mb", "esp32-4mb", "esp32-8mb", "esp32-s3-4mb", "sim-small"];

    private static string PathOf(string board) => Path.Combine(BoardCatalog.FindFolder(), board, "board.json");

    // Boards that somebody added are loaded like the shipped ones; a broken one is named with its fault.
    public static IEnumerable<object[]> Boards => BoardCatalog.Names().Union(s_shipped).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void Every_board_loads_and_makes_a_device(string name)
    {
        BoardFile board = Loaded(name);
        TwinDevice device = new(board, Firmware.Trusted);
        Assert.AreEqual(device.Slots.ImageBytesMax, board.ImageBytesMax);
        Console.WriteLine($"{name}: image up to {board.ImageBytesMax} bytes");
    }

    [TestMethod]
    public void Shipped_boards_have_a_page_and_their_slots()
    {
        foreach (string name in s_shipped)
        {
            Assert.IsTrue(File.Exists(Path.Combine(BoardCatalog.FindFolder(), name, "README.md")), name);
        }

        Assert.AreEqual(0x5D000, BoardCatalog.Load("esp32-4mb").Deployment.SlotSizeBytes);
    }

    [TestMethod]
    public void Usable_boards_and_faults_are_told_apart()
    {
        IReadOnlyList<BoardFile> usable = BoardCatalog.LoadUsable(out IReadOnlyList<string> broken);
        Assert.HasCount(BoardCatalog.Names().Count, [.. usable.Select(board => board.Name), .. broken]);
        CollectionAssert.IsSubsetOf(s_shipped, usable.Select(board => board.Name).ToArray());
    }

    [TestMethod]
    public void An_unknown_board_is_refused_with_the_known_ones()
    {
        BoardException error = Assert.ThrowsExactly<BoardException>(() => BoardCatalog.Load("../esp32-4mb"));
        foreach (string name in s_shipped)
        {
            Assert.Contains(name, error.Message);
        }

        Assert.ThrowsExactly<BoardException>(() => BoardFile.Load("/nowhere/board.json"));
    }

    [TestMethod]
    [DataRow("flash", "sizeBytes", 4096, "bytes together")]
    [DataRow("flash", "writeUnitBytes", 3, "write unit")]
    [DataRow("deployment", "primaryOffset", 0x340001, "erase blocks")]
    [DataRow("deployment", "secondaryOffset", 0x341000, "overlapping")]
    [DataRow("deployment", "slotSizeBytes", 0x100000, "inside the flash")]
    [DataRow("deployment", "maxSectors", 10, "at most 10 sectors")]
    [DataRow("deployment", "maxSectors", 100000, "sectors")]
    [DataRow("storage", "offset", 0x340000, "overlapping")]
    [DataRow("storage", "sizeBytes", 0x8000, "inside the flash")]
    public void A_board_that_contradicts_itself_is_refused_with_the_reason(string part, string field, int value, string reason)
    {
        JsonNode board = JsonNode.Parse(File.ReadAllText(PathOf("esp32-4mb")))!;
        board[part]![field] = value;
        BoardException error = Assert.ThrowsExactly<BoardException>(() => BoardFile.Parse(Encoding.UTF8.GetBytes(board.ToJsonString()), "test"));
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"name\":\"x\",\"unknown\":1}")]
    [DataRow("not JSON")]
    public void What_is_no_board_is_refused(string json) =>
        Assert.ThrowsExactly<BoardException>(() => BoardFile.Parse(Encoding.UTF8.GetBytes(json), "test"));

    [TestMethod]
    [DataRow("null")]
    [DataRow("{\"sizeBytes\":4096,\"count\":2147483647}")]
    [DataRow("{\"sizeBytes\":2147483647,\"count\":2}")]
    [DataRow("{\"sizeBytes\":0,\"count\":1}")]
    [DataRow("{\"sizeBytes\":4096,\"count\":-1}")]
    public void Erase_blocks_that_cannot_be_are_refused(string blocks)
    {
        JsonNode board = JsonNode.Parse(File.ReadAllText(PathOf("esp32-4mb")))!;
        board["flash"]!["eraseBlocks"] = new JsonArray(JsonNode.Parse(blocks));
        Assert.ThrowsExactly<BoardException>(() => BoardFile.Parse(Encoding.UTF8.GetBytes(board.ToJsonString()), "test"));
    }

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void The_schema_names_every_property_of_a_board(string name)
    {
        _ = Loaded(name);
        JsonObject schema = JsonNode.Parse(File.ReadAllText(Path.Combine(BoardCatalog.FindFolder(), "board.schema.json")))!["properties"]!.AsObject();
        JsonObject board = JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsObject();
        AssertNamed(schema, board, name);
        AssertNamed(schema["deployment"]!["properties"]!.AsObject(), board["deployment"]!.AsObject(), name);
        AssertNamed(schema["flash"]!["properties"]!.AsObject(), board["flash"]!.AsObject(), name);
    }

    private static BoardFile Loaded(string name)
    {
        try
        {
            return BoardCatalog.Load(name);
        }
        catch (BoardException problem)
        {
            Assert.Fail(problem.Message);
            throw;
        }
    }

    private static void AssertNamed(JsonObject schema, JsonObject value, string board)
    {
        foreach ((string property, _) in value)
        {
            Assert.IsTrue(schema.ContainsKey(property), $"{board}: {property}");
        }
    }
}
