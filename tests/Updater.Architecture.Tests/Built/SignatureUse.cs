using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Updater.Architecture.Tests.Built;

/// <summary>What signatures mention: type names, and the shapes that an interpreter cannot do.</summary>
internal sealed class SignatureUse : ISignatureTypeProvider<string, object?>
{
    private readonly BuiltAssembly _assembly;

    public SignatureUse(BuiltAssembly assembly)
    {
        _assembly = assembly;
    }

    public HashSet<string> Types { get; } = [];

    public HashSet<string> Generics { get; } = [];

    public HashSet<string> Pointers { get; } = [];

    public HashSet<string> WideArrays { get; } = [];

    public HashSet<string> Modifiers { get; } = [];

    public int Locals { get; private set; }

    public void AddMethod(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
    }

    public void AddLocals(StandaloneSignatureHandle handle)
    {
        if (!handle.IsNil)
        {
            Locals = _assembly.Metadata.GetStandaloneSignature(handle).DecodeLocalSignature(this, null).Length;
        }
    }

    /// <summary>Adds what an instruction or a base type points at: the type itself, or a member's parent and signature.</summary>
    public void AddEntity(EntityHandle entity)
    {
        MetadataReader metadata = _assembly.Metadata;
        switch (entity.Kind)
        {
            case HandleKind.TypeDefinition:
                Types.Add(_assembly.NameOf((TypeDefinitionHandle)entity));
                break;
            case HandleKind.TypeReference:
                Types.Add(_assembly.NameOf((TypeReferenceHandle)entity));
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)entity).DecodeSignature(this, null);
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)entity);
                AddEntity(method.GetDeclaringType());
                AddMethod(method);
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = metadata.GetFieldDefinition((FieldDefinitionHandle)entity);
                AddEntity(field.GetDeclaringType());
                field.DecodeSignature(this, null);
                break;
            case HandleKind.MemberReference:
                AddMember(metadata.GetMemberReference((MemberReferenceHandle)entity));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification generic = metadata.GetMethodSpecification((MethodSpecificationHandle)entity);
                Generics.Add("a generic method's instantiation");
                generic.DecodeSignature(this, null);
                AddEntity(generic.Method);
                break;
            case HandleKind.StandaloneSignature:
                Pointers.Add("an indirect call");
                break;
        }
    }

    public string GetArrayType(string elementType, ArrayShape shape)
    {
        WideArrays.Add(elementType + "[" + new string(',', shape.Rank - 1) + "]");
        return elementType;
    }

    public string GetByReferenceType(string elementType)
    {
        return elementType;
    }

    public string GetFunctionPointerType(MethodSignature<string> signature)
    {
        Pointers.Add("a function pointer");
        return "function";
    }

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        Generics.Add(genericType + "<" + string.Join(", ", typeArguments) + ">");
        return genericType;
    }

    public string GetGenericMethodParameter(object? genericContext, int index)
    {
        Generics.Add("a method's type parameter");
        return "T";
    }

    public string GetGenericTypeParameter(object? genericContext, int index)
    {
        Generics.Add("a type parameter");
        return "T";
    }

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired)
    {
        Modifiers.Add(modifier);
        return unmodifiedType;
    }

    public string GetPinnedType(string elementType)
    {
        Pointers.Add("a pinned " + elementType);
        return elementType;
    }

    public string GetPointerType(string elementType)
    {
        Pointers.Add(elementType + "*");
        return elementType;
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode)
    {
        return typeCode.ToString();
    }

    public string GetSZArrayType(string elementType)
    {
        return elementType;
    }

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        string name = _assembly.NameOf(handle);
        Types.Add(name);
        return name;
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        string name = _assembly.NameOf(handle);
        Types.Add(name);
        return name;
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        return reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }

    private void AddMember(MemberReference member)
    {
        AddEntity(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            member.DecodeFieldSignature(this, null);
        }
        else
        {
            member.DecodeMethodSignature(this, null);
        }
    }
}
