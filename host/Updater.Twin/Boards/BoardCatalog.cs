namespace Updater.Twin.Boards;

/// <summary>The boards in <c>boards/</c>, beside the executable or in a folder above it.</summary>
public static class BoardCatalog
{
    private const string FolderName = "boards";
    private const string SchemaName = "board.schema.json";
    private const string FileName = "board.json";

    /// <summary>Finds the folder.</summary>
    /// <exception cref="BoardException">There is none.</exception>
    public static string FindFolder()
    {
        for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, FolderName);
            if (File.Exists(Path.Combine(candidate, SchemaName)))
            {
                return candidate;
            }
        }

        throw new BoardException($"boards: expected a folder {FolderName} with {SchemaName} at or above {AppContext.BaseDirectory}, found none; run from a checkout or an installation");
    }

    /// <summary>Names of all boards, sorted.</summary>
    /// <exception cref="BoardException">There is no folder.</exception>
    public static IReadOnlyList<string> Names()
    {
        string[] names = [.. Directory.GetDirectories(FindFolder()).Where(folder => File.Exists(Path.Combine(folder, FileName))).Select(folder => Path.GetFileName(folder)!)];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <summary>Loads every board that can be used. One broken file stops only who asks for that board by name.</summary>
    /// <param name="broken">What is wrong with the others, a message each.</param>
    /// <exception cref="BoardException">There is no folder.</exception>
    public static IReadOnlyList<BoardFile> LoadUsable(out IReadOnlyList<string> broken)
    {
        List<BoardFile> boards = [];
        List<string> messages = [];
        foreach (string name in Names())
        {
            try
            {
                boards.Add(Load(name));
            }
            catch (BoardException problem)
            {
                messages.Add(problem.Message);
            }
        }

        broken = messages;
        return boards;
    }

    /// <summary>Loads a board by its name.</summary>
    /// <exception cref="BoardException">No such board, or its file cannot be used.</exception>
    public static BoardFile Load(string name)
    {
        IReadOnlyList<string> names = Names();
        if (!names.Contains(name))
        {
            throw new BoardException($"board: expected one of {string.Join(", ", names)}, found \"{name}\"; choose one or add boards/<name>/{FileName}");
        }

        BoardFile board = BoardFile.Load(Path.Combine(FindFolder(), name, FileName));
        return board.Name == name ? board : throw new BoardException($"board file of {name}: expected this name, found \"{board.Name}\"; correct the file");
    }
}
