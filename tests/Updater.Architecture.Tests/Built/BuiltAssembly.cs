using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Updater.Architecture.Tests.Built;

/// <summary>One built assembly, read without being loaded.</summary>
internal sealed class BuiltAssembly
{
    private readonly PEReader _file;
    private readonly Dictionary<MethodDefinitionHandle, BuiltMethod> _methods = [];

    public BuiltAssembly(byte[] bytes)
    {
        SizeBytes = bytes.Length;
        _file = new PEReader(new MemoryStream(bytes));
        Metadata = _file.GetMetadataReader();
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
        foreach (MethodDefinitionHandle handle in Metadata.MethodDefinitions)
        {
            MethodDefinition method = Metadata.GetMethodDefinition(handle);
            MethodBodyBlock? body = method.RelativeVirtualAddress == 0 ? null : _file.GetMethodBody(method.RelativeVirtualAddress);
            _methods.Add(handle, new BuiltMethod(this, handle, body));
        }
    }

    public MetadataReader Metadata { get; }

    public string Name { get; }

    public int SizeBytes { get; }

    public IEnumerable<BuiltMethod> Methods => _methods.Values;

    public IEnumerable<TypeDefinitionHandle> Types => Metadata.TypeDefinitions;

    public IEnumerable<string> References =>
        Metadata.AssemblyReferences.Select(handle => Metadata.GetString(Metadata.GetAssemblyReference(handle).Name));

    public static BuiltAssembly Read(string path)
    {
        return new BuiltAssembly(File.ReadAllBytes(path));
    }

    public BuiltMethod MethodOf(MethodDefinitionHandle handle)
    {
        return _methods[handle];
    }

    /// <summary>The type's name as people write it: namespace, outer types, name.</summary>
    public string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = Metadata.GetTypeDefinition(handle);
        string name = Metadata.GetString(type.Name);
        if (type.IsNested)
        {
            return NameOf(type.GetDeclaringType()) + "+" + name;
        }

        string space = Metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }

    public string NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = Metadata.GetTypeReference(handle);
        string name = Metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return NameOf((TypeReferenceHandle)type.ResolutionScope) + "+" + name;
        }

        string space = Metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }
}
