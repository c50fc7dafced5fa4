using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests.Fixtures;

/// <summary>A few lines of C#, compiled in memory, to prove that a rule refuses or lets pass.</summary>
internal static class SmallProgram
{
    private static readonly Lazy<MetadataReference[]> s_host = new(() => [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
    private static readonly Lazy<MetadataReference[]> s_device = new(() =>
        [.. BuiltFiles.Surface.Select(assembly => MetadataReference.CreateFromFile(BuiltFiles.SurfaceFile(assembly.Name)))]);

    /// <summary>Against .NET, for what the surface itself already refuses.</summary>
    public static BuiltAssembly ForHost(string source)
    {
        return Compile(source, s_host.Value, OptimizationLevel.Debug);
    }

    /// <summary>Against the surface, as firmware is compiled.</summary>
    public static BuiltAssembly ForDevice(string source)
    {
        return Compile(source, s_device.Value, OptimizationLevel.Release);
    }

    /// <summary>What the compiler says of a source against the surface.</summary>
    public static IReadOnlyList<string> ErrorsForDevice(string source)
    {
        using MemoryStream file = new();
        return Create(source, s_device.Value, OptimizationLevel.Release).Emit(file).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id)
            .ToList();
    }

    private static BuiltAssembly Compile(string source, MetadataReference[] references, OptimizationLevel optimization)
    {
        using MemoryStream file = new();
        EmitResult result = Create(source, references, optimization).Emit(file);
        Assert.IsTrue(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return new BuiltAssembly(file.ToArray());
    }

    private static CSharpCompilation Create(string source, MetadataReference[] references, OptimizationLevel optimization)
    {
        CSharpParseOptions parse = new(LanguageVersion.CSharp13, DocumentationMode.None, SourceCodeKind.Regular);
        parse = parse.WithFeatures([new("noRefSafetyRulesAttribute", "true")]);
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: optimization, allowUnsafe: true);
        return CSharpCompilation.Create(
            "SmallProgram",
            [CSharpSyntaxTree.ParseText(source, parse)],
            references,
            options);
    }
}
