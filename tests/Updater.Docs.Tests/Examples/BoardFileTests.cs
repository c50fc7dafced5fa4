using System.Text;
using System.Text.Json.Nodes;
using Updater.Docs.Tests.Text;
using Updater.Twin.Boards;

namespace Updater.Docs.Tests.Examples;

/// <summary>docs/boards.md: its example is a board that is taken, its tables are the schema's fields and the boards there are.</summary>
[TestClass]
public sealed class BoardFileTests
{
    private static readonly Page s_page = Page.Of("docs/boards.md");

    // The page lists what is shipped; a board that somebody adds to a checkout is theirs to describe.
    private static readonly string[] s_shipped = ["esp32-16mb", "esp32-4mb", "esp32-8mb", "esp32-s3-4mb", "sim-small"];

    [TestMethod]
    public void Example_is_accepted()
    {
        BoardFile board = BoardFile.Parse(Encoding.UTF8.GetBytes(s_page.Blocks("json")[0]), "docs/boards.md");
        Assert.Contains($"{board.ImageBytesMax}", s_page.Prose, "the page says how large an image may be on the example's board");
    }

    [TestMethod]
    public void Table_lists_every_field_of_the_schema()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Page.Root, "boards/board.schema.json")))!;
        string[] listed = [.. s_page.Table("Fields").Select(row => row[0].Trim('`'))];
        CollectionAssert.AreEquivalent(Fields(schema, "").ToArray(), listed);
    }

    [TestMethod]
    public void Boards_there_are_are_listed_with_their_room()
    {
        MarkdownTable table = new("board", "for people", "flash", "erase block", "largest image");
        foreach (BoardFile board in s_shipped.Select(BoardCatalog.Load))
        {
            string blocks = string.Join(", ", board.Flash.EraseBlocks.Select(block => $"{block.SizeBytes}").Distinct());
            table.Add($"`{board.Name}`", board.Title, $"{board.Flash.SizeBytes}", blocks, $"{board.ImageBytesMax}");
        }

        GeneratedPart.Check("docs/boards.md", "boards", table.ToString());
    }

    private static IEnumerable<string> Fields(JsonNode schema, string prefix)
    {
        foreach ((string name, JsonNode? field) in schema["properties"]!.AsObject())
        {
            JsonNode type = field!["items"] is JsonNode items ? items : field;
            if (type["properties"] == null)
            {
                yield return prefix + name;
                continue;
            }

            foreach (string inner in Fields(type, $"{prefix}{name}{(type == field ? "" : "[]")}."))
            {
                yield return inner;
            }
        }
    }
}
