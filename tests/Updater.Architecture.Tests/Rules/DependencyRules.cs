using System.Reflection.Metadata;
using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests.Rules;

/// <summary>What the core may know: earlier stages, and neither clock nor sleep nor randomness.</summary>
internal static class DependencyRules
{
    /// <summary>A stage sees those before it.</summary>
    public static readonly IReadOnlyList<string> Stages =
        ["Platform", "Digests", "Content", "Manifests", "Trust", "Layers", "Slots", "Boot", "Agent"];

    private const string CoreSpace = "Updater.Core.";

    // Docker's own word for a program that keeps credentials.
    private static readonly string[] s_fieldNames = ["CredentialHelper"];

    private static readonly string[] s_clockTypes =
    [
        "System.Random", "System.Environment", "System.Diagnostics.Stopwatch", "System.TimeProvider",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Console",
    ];

    private static readonly string[] s_clockMembers = ["get_UtcNow", "get_Now", "get_Today", "NewGuid"];

    public static IReadOnlyList<Rule> OfCore { get; } =
    [
        new("stage order", "A stage sees earlier ones only (" + string.Join(" < ", Stages) + "): declare the interface where it is consumed, or move the type.", StageOrder),
        new("clock and chance", "Time, waiting and randomness come through Core/Platform (IClock, IRandom).", ClockAndChance),
    ];

    /// <summary>Suffixes that say nothing of what a type does.</summary>
    public static Rule Names { get; } = new(
        "name", "Say what it does: no Helper, Util, Common, Manager.",
        assembly => from handle in assembly.Types
                    let name = assembly.NameOf(handle)
                    where name.StartsWith("Updater", StringComparison.Ordinal) && SaysNothing(name)
                    select (name, "a name that says nothing"));

    public static bool SaysNothing(string name)
    {
        string[] endings = ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Manager"];
        return !s_fieldNames.Contains(name[(name.LastIndexOf('.') + 1)..]) && endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));
    }

    public static string? StageOf(string typeName)
    {
        if (!typeName.StartsWith(CoreSpace, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = typeName[CoreSpace.Length..];
        int dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? string.Empty : rest[..dot];
    }

    private static IEnumerable<(string Where, string What)> StageOrder(BuiltAssembly assembly)
    {
        foreach (TypeDefinitionHandle handle in assembly.Types)
        {
            string name = assembly.NameOf(handle);
            string? stage = StageOf(name);
            if (stage == null)
            {
                continue;
            }

            if (!Stages.Contains(stage))
            {
                yield return (name, stage.Length == 0 ? "a type in no stage" : $"the stage {stage} is not in the list");
                continue;
            }

            foreach (string what in LaterStages(stage, InterpreterRules.UseOfType(assembly, handle)))
            {
                yield return (name, what);
            }

            foreach (MethodDefinitionHandle method in assembly.Metadata.GetTypeDefinition(handle).GetMethods())
            {
                BuiltMethod built = assembly.MethodOf(method);
                foreach (string what in LaterStages(stage, InterpreterRules.UseOfMethod(built)))
                {
                    yield return (built.Name, what);
                }
            }
        }
    }

    private static IEnumerable<string> LaterStages(string stage, SignatureUse use)
    {
        return from type in use.Types
               let other = StageOf(type)
               where other != null && Index(other) > Index(stage)
               select $"{stage} sees {type}";
    }

    private static int Index(string stage)
    {
        return Stages.ToList().IndexOf(stage);
    }

    private static IEnumerable<(string Where, string What)> ClockAndChance(BuiltAssembly assembly)
    {
        foreach (BuiltMethod method in assembly.Methods)
        {
            foreach (string type in InterpreterRules.UseOfMethod(method).Types)
            {
                if (s_clockTypes.Contains(type) || type.StartsWith("System.Threading.", StringComparison.Ordinal))
                {
                    yield return (method.Name, "uses " + type);
                }
            }

            foreach (Instruction instruction in method.Instructions.Where(one => one.Token != 0))
            {
                if (instruction.Code.OperandType == System.Reflection.Emit.OperandType.InlineMethod
                    && instruction.Entity.Kind == HandleKind.MemberReference)
                {
                    MemberReference member = assembly.Metadata.GetMemberReference((MemberReferenceHandle)instruction.Entity);
                    string name = assembly.Metadata.GetString(member.Name);
                    if (s_clockMembers.Contains(name))
                    {
                        yield return (method.Name, "calls " + name);
                    }
                }
            }
        }
    }
}
