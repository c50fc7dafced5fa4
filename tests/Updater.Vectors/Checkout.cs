namespace Updater.Vectors;

/// <summary>Finds the checkout that the running tests were built from.</summary>
public static class Checkout
{
    /// <summary>Folder that holds <c>Updater.sln</c>, or null.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Updater.sln")))
            {
                return folder;
            }
        }

        return null;
    }
}
