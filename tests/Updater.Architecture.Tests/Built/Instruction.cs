using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Updater.Architecture.Tests.Built;

/// <summary>One IL instruction; <see cref="Token"/> is 0 where the operand is no token.</summary>
internal readonly record struct Instruction(int Offset, OpCode Code, int Token)
{
    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    public EntityHandle Entity => (EntityHandle)MetadataTokens.Handle(Token);

    public UserStringHandle Text => MetadataTokens.UserStringHandle(Token & 0xFFFFFF);

    public static IReadOnlyList<Instruction> ReadAll(BlobReader il)
    {
        List<Instruction> all = [];
        while (il.RemainingBytes > 0)
        {
            int offset = il.Offset;
            int value = il.ReadByte();
            OpCode code = s_codes[value == 0xFE ? 0xFE00 | il.ReadByte() : value];
            int token = 0;
            switch (code.OperandType)
            {
                case OperandType.InlineField:
                case OperandType.InlineMethod:
                case OperandType.InlineSig:
                case OperandType.InlineString:
                case OperandType.InlineTok:
                case OperandType.InlineType:
                    token = il.ReadInt32();
                    break;
                case OperandType.InlineSwitch:
                    int targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                default:
                    il.Offset += SizeOf(code.OperandType);
                    break;
            }

            all.Add(new Instruction(offset, code, token));
        }

        return all;
    }

    private static int SizeOf(OperandType operand)
    {
        return operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineBrTarget or OperandType.InlineI or OperandType.ShortInlineR => 4,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => throw new InvalidOperationException($"Operand {operand} is not of this list."),
        };
    }
}
