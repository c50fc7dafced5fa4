using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Updater.Vectors;

namespace Updater.Architecture.Tests.Fixtures;

/// <summary>One source file of the checkout.</summary>
internal sealed class SourceFile
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> s_all = new(FindAll);
    private readonly Lazy<CompilationUnitSyntax> _root;

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Lines = text.Split('\n');
        _root = new Lazy<CompilationUnitSyntax>(() => CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot());
    }

    /// <summary>Relative to the checkout, with forward slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    public string[] Lines { get; }

    /// <summary>Namespaces that the file declares; none for top-level statements.</summary>
    public IEnumerable<string> Namespaces => _root.Value.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString());

    /// <summary>Public types that are nested in no other type.</summary>
    public IEnumerable<string> PublicTypes =>
        from type in _root.Value.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        where type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword)
        select type is BaseTypeDeclarationSyntax named ? named.Identifier.Text : ((DelegateDeclarationSyntax)type).Identifier.Text;

    /// <summary>Public constants as <c>Type.Name</c>.</summary>
    public IEnumerable<string> PublicConstants =>
        from field in _root.Value.DescendantNodes().OfType<FieldDeclarationSyntax>()
        where field.Modifiers.Any(SyntaxKind.ConstKeyword) && field.Modifiers.Any(SyntaxKind.PublicKeyword)
        from variable in field.Declaration.Variables
        select ((BaseTypeDeclarationSyntax)field.Parent!).Identifier.Text + "." + variable.Identifier.Text;

    public static IReadOnlyList<SourceFile> All => s_all.Value;

    /// <summary>Files below a top-level folder, as <c>firmware/</c>.</summary>
    public static IEnumerable<SourceFile> Below(params string[] folders)
    {
        return All.Where(file => folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)));
    }

    private static List<SourceFile> FindAll()
    {
        string root = Checkout.Root ?? throw new InvalidOperationException("Expected Updater.sln above the tests, found none: run them from a checkout.");
        return new[] { "firmware", "host", "tests", "tools", "hardware", "boards" }
            .Select(folder => System.IO.Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(path => (path, relative: System.IO.Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => !file.relative.Contains("/bin/", StringComparison.Ordinal) && !file.relative.Contains("/obj/", StringComparison.Ordinal))
            .OrderBy(file => file.relative, StringComparer.Ordinal)
            .Select(file => new SourceFile(file.relative, File.ReadAllText(file.path)))
            .ToList();
    }
}
