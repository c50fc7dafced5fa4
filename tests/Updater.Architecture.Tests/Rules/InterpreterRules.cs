using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests.Rules;

/// <summary>What compiles for nanoFramework and then hangs, crashes or computes wrongly in its interpreter.</summary>
internal static class InterpreterRules
{
    public const int IlBytesMax = 16 * 1024;
    public const int LocalsMax = 200;

    private static readonly HashSet<string> s_allowedModifiers = ["System.Runtime.CompilerServices.IsExternalInit"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("generic", "Generic methods hang on nanoFramework and generic classes crash: write the types out.", Generics),
        new("checked", "checked never throws there: test the range before computing, and index arrays by int.", Checked),
        new("wide array", "Multidimensional arrays crash: use a jagged array, or one array and an index computed from row and column.", WideArrays),
        new("pointer", "No pointers, fixed, stackalloc or function pointers: use arrays and delegates.", Pointers),
        new("interface body", "Default and static members of interfaces fail: put the code into a class.", InterfaceBodies),
        new("long method", $"Beyond about 32 KB a method computes wrong results: split it below {IlBytesMax} bytes of IL.", LongMethods),
        new("many locals", $"Over 255 locals crash: split the method below {LocalsMax}.", ManyLocals),
        new("cut string", "A string literal ends at its first \\0 there: build it from a char array.", CutStrings),
        new("enum text", "A boxed enum prints a number there and a name on .NET: cast it to int, or name it by a switch.", EnumTexts),
        new("modifier", "volatile and in parameters need types that nanoFramework lacks: use lock or Interlocked, pass by value.", Modifiers),
        new("embedded type", "The compiler added a type of its own: leave out the feature that needs it (in, ref readonly, ref fields, nullable).", EmbeddedTypes),
    ];

    private static IEnumerable<(string Where, string What)> Generics(BuiltAssembly assembly)
    {
        MetadataReader metadata = assembly.Metadata;
        foreach (TypeDefinitionHandle handle in assembly.Types)
        {
            if (metadata.GetTypeDefinition(handle).GetGenericParameters().Count > 0)
            {
                yield return (assembly.NameOf(handle), "a generic type");
            }

            foreach (string use in UseOfType(assembly, handle).Generics)
            {
                yield return (assembly.NameOf(handle), use);
            }
        }

        foreach (BuiltMethod method in assembly.Methods)
        {
            if (method.Definition.GetGenericParameters().Count > 0)
            {
                yield return (method.Name, "a generic method");
            }

            foreach (string use in UseOfMethod(method).Generics)
            {
                yield return (method.Name, use);
            }
        }
    }

    private static IEnumerable<(string Where, string What)> Checked(BuiltAssembly assembly)
    {
        return OfInstructions(assembly, (_, instruction) => instruction.Code.Name!.Contains(".ovf", StringComparison.Ordinal) ? instruction.Code.Name : null);
    }

    private static IEnumerable<(string Where, string What)> WideArrays(BuiltAssembly assembly)
    {
        return OfSignatures(assembly, use => use.WideArrays);
    }

    private static IEnumerable<(string Where, string What)> Pointers(BuiltAssembly assembly)
    {
        return OfSignatures(assembly, use => use.Pointers)
            .Concat(OfInstructions(assembly, (_, instruction) => instruction.Code == OpCodes.Localloc ? "stackalloc" : null));
    }

    private static IEnumerable<(string Where, string What)> Modifiers(BuiltAssembly assembly)
    {
        return OfSignatures(assembly, use => use.Modifiers.Except(s_allowedModifiers).Select(modifier => "modified by " + modifier));
    }

    private static IEnumerable<(string Where, string What)> InterfaceBodies(BuiltAssembly assembly)
    {
        return from method in assembly.Methods
               let type = assembly.Metadata.GetTypeDefinition(method.Definition.GetDeclaringType())
               where type.Attributes.HasFlag(TypeAttributes.Interface) && (method.HasBody || method.Definition.Attributes.HasFlag(MethodAttributes.Static))
               select (method.Name, "a member with a body in an interface");
    }

    private static IEnumerable<(string Where, string What)> LongMethods(BuiltAssembly assembly)
    {
        return assembly.Methods.Where(method => method.IlBytes > IlBytesMax).Select(method => (method.Name, $"{method.IlBytes} bytes of IL"));
    }

    private static IEnumerable<(string Where, string What)> ManyLocals(BuiltAssembly assembly)
    {
        return from method in assembly.Methods
               let locals = UseOfMethod(method).Locals
               where locals > LocalsMax
               select (method.Name, $"{locals} locals");
    }

    private static IEnumerable<(string Where, string What)> CutStrings(BuiltAssembly assembly)
    {
        return OfInstructions(assembly, (_, instruction) =>
            instruction.Code == OpCodes.Ldstr && assembly.Metadata.GetUserString(instruction.Text).Contains('\0') ? "a string literal with \\0 in it" : null);
    }

    private static IEnumerable<(string Where, string What)> EnumTexts(BuiltAssembly assembly)
    {
        HashSet<string> enums = EnumNames(assembly);
        return OfInstructions(assembly, (_, instruction) =>
        {
            if (instruction.Code != OpCodes.Box && instruction.Code != OpCodes.Constrained)
            {
                return null;
            }

            string type = SingleType(assembly, instruction.Entity);
            return enums.Contains(type) ? $"{instruction.Code.Name} of the enum {type}" : null;
        });
    }

    private static IEnumerable<(string Where, string What)> EmbeddedTypes(BuiltAssembly assembly)
    {
        return from handle in assembly.Types
               let name = assembly.NameOf(handle)
               where name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal)
               select (name, "a type in a namespace that is not the project's");
    }

    private static IEnumerable<(string Where, string What)> OfInstructions(BuiltAssembly assembly, Func<BuiltMethod, Instruction, string?> breach)
    {
        return from method in assembly.Methods
               from instruction in method.Instructions
               let what = breach(method, instruction)
               where what != null
               select (method.Name, $"{what} at IL_{instruction.Offset:x4}");
    }

    private static IEnumerable<(string Where, string What)> OfSignatures(BuiltAssembly assembly, Func<SignatureUse, IEnumerable<string>> breaches)
    {
        IEnumerable<(string, string)> types = from handle in assembly.Types
                                              from what in breaches(UseOfType(assembly, handle))
                                              select (assembly.NameOf(handle), what);
        IEnumerable<(string, string)> methods = from method in assembly.Methods
                                                from what in breaches(UseOfMethod(method))
                                                select (method.Name, what);
        return types.Concat(methods);
    }

    /// <summary>Base type, interfaces and fields of a type.</summary>
    public static SignatureUse UseOfType(BuiltAssembly assembly, TypeDefinitionHandle handle)
    {
        SignatureUse use = new(assembly);
        TypeDefinition type = assembly.Metadata.GetTypeDefinition(handle);
        if (!type.BaseType.IsNil)
        {
            use.AddEntity(type.BaseType);
        }

        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            use.AddEntity(assembly.Metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            assembly.Metadata.GetFieldDefinition(field).DecodeSignature(use, null);
        }

        return use;
    }

    /// <summary>Signature, locals, caught exceptions and every operand of a method.</summary>
    public static SignatureUse UseOfMethod(BuiltMethod method)
    {
        SignatureUse use = new(method.Assembly);
        use.AddMethod(method.Definition);
        use.AddLocals(method.LocalSignature);
        foreach (EntityHandle caught in method.CaughtTypes)
        {
            use.AddEntity(caught);
        }

        foreach (Instruction instruction in method.Instructions)
        {
            if (instruction.Token != 0 && instruction.Code.OperandType != OperandType.InlineString)
            {
                use.AddEntity(instruction.Entity);
            }
        }

        return use;
    }

    private static string SingleType(BuiltAssembly assembly, EntityHandle entity)
    {
        return entity.Kind switch
        {
            HandleKind.TypeDefinition => assembly.NameOf((TypeDefinitionHandle)entity),
            HandleKind.TypeReference => assembly.NameOf((TypeReferenceHandle)entity),
            _ => string.Empty,
        };
    }

    private static HashSet<string> EnumNames(BuiltAssembly assembly)
    {
        return BuiltFiles.Device.Concat(BuiltFiles.Surface).Append(assembly).SelectMany(EnumsOf).ToHashSet();
    }

    private static IEnumerable<string> EnumsOf(BuiltAssembly assembly)
    {
        return assembly.Types.Where(handle =>
        {
            EntityHandle parent = assembly.Metadata.GetTypeDefinition(handle).BaseType;
            return !parent.IsNil && SingleType(assembly, parent) == "System.Enum";
        }).Select(assembly.NameOf);
    }
}
