using System.Reflection.Emit;
using System.Reflection.Metadata;
using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests.Rules;

/// <summary>Trust is a type: each of the two types that stand for it has one door, and one method of the firmware goes through it.</summary>
internal static class TrustRules
{
    public static IReadOnlyList<Door> Doors { get; } =
    [
        new("verified release", "Updater.Core.Trust.VerifiedRelease..ctor", "Updater.Core.Trust.ReleaseTrust.Accept"),
        new("sealed slot", "Updater.Core.Slots.SealedSlot.Match", "Updater.Device.Slots.IfuSlot.Seal"),
    ];

    public static IReadOnlyList<Rule> All { get; } = [.. Doors.Select(RuleOf)];

    /// <summary>Who calls a member, makes an object by it, or takes its address, by IL.</summary>
    public static IEnumerable<string> CallersOf(string member, BuiltAssembly assembly)
    {
        return from method in assembly.Methods
               where method.Instructions.Any(instruction => IsUseOf(member, assembly, instruction))
               select method.Name;
    }

    private static Rule RuleOf(Door door)
    {
        return new(door.Name, $"Only {door.Caller} has grounds to; take what it made.", assembly => CallersOf(door.Member, assembly)
            .Where(caller => caller != door.Caller)
            .Select(caller => (caller, "uses " + door.Member)));
    }

    private static bool IsUseOf(string member, BuiltAssembly assembly, Instruction instruction)
    {
        bool isMember = instruction.Token != 0 && instruction.Code.OperandType is OperandType.InlineMethod or OperandType.InlineTok;
        return isMember && NameOf(assembly, instruction.Entity) == member;
    }

    private static string NameOf(BuiltAssembly assembly, EntityHandle entity)
    {
        switch (entity.Kind)
        {
            case HandleKind.MethodDefinition:
                return assembly.MethodOf((MethodDefinitionHandle)entity).Name;
            case HandleKind.MemberReference:
                MemberReference member = assembly.Metadata.GetMemberReference((MemberReferenceHandle)entity);
                string name = assembly.Metadata.GetString(member.Name);
                return member.Parent.Kind switch
                {
                    HandleKind.TypeReference => assembly.NameOf((TypeReferenceHandle)member.Parent) + "." + name,
                    HandleKind.TypeDefinition => assembly.NameOf((TypeDefinitionHandle)member.Parent) + "." + name,
                    _ => string.Empty,
                };
            default:
                return string.Empty;
        }
    }
}
