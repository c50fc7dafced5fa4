using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Updater.Benchmarks;

/// <summary>Size of the firmware's code, as compiled for the device.</summary>
public static class CodeFigures
{
    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<Figure> MeasureAll()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "firmware");
        return [.. Directory.GetFiles(folder, "Updater.*").Order(StringComparer.Ordinal).Select(Measure)];
    }

    private static Figure Measure(string path)
    {
        using PEReader reader = new(File.OpenRead(path));
        MetadataReader metadata = reader.GetMetadataReader();
        int ilBytes = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.RelativeVirtualAddress != 0)
            .Sum(method => reader.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()?.Length ?? 0);
        return Figure.Information(
            $"{Path.GetFileNameWithoutExtension(path)}, compiled for the device",
            $"{ilBytes} B of IL in {metadata.MethodDefinitions.Count} methods, file {new FileInfo(path).Length} B");
    }
}
