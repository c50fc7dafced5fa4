namespace Updater.Vectors;

/// <summary>Test data made by real tools that lies beside the checkout (<c>../shared/vectors</c>). CI always has it; a lone checkout says that it is absent.</summary>
public static class SharedVectors
{
    private static readonly string? s_root = FindRoot();

    /// <summary>Whether the folder is there.</summary>
    public static bool ArePresent => s_root != null;

    /// <summary>The path of a file or folder under <c>shared/vectors</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The vectors are absent; ask <see cref="ArePresent"/> first.</exception>
    public static string PathOf(params string[] parts)
    {
        string root = s_root ?? throw new DirectoryNotFoundException("shared/vectors is not beside this checkout");
        return Path.Combine([root, .. parts]);
    }

    private static string? FindRoot()
    {
        string? repository = Checkout.Root;
        string? parent = repository == null ? null : Path.GetDirectoryName(repository);
        string? candidate = parent == null ? null : Path.Combine(parent, "shared", "vectors");
        return candidate != null && Directory.Exists(candidate) ? candidate : null;
    }
}
