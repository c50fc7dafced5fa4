using System.Reflection;
using Updater.Core.Agent;

namespace Updater.Simulation;

/// <summary>
/// Live managed memory of the agent as nanoCLR lays it out on a microcontroller (reference figures: an object is 12 bytes and 12 for each field, an array its
/// payload and up to 20, rounded up to 12): everything reachable from the agent that belongs to the core, and the core's static tables. Adapters, sockets
/// and TLS are not the agent's own and are left out.
/// </summary>
public static class ManagedFootprint
{
    private const int SlotBytes = 12;
    private const int ArrayOverheadBytes = 20;

    private static readonly Assembly s_core = typeof(UpdateAgent).Assembly;
    private static readonly Lazy<object[]> s_statics = new(FindStatics);

    /// <summary>Measures.</summary>
    /// <param name="agent">The agent, at rest between two steps.</param>
    /// <returns>Bytes.</returns>
    public static int Of(UpdateAgent agent)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new(s_statics.Value);
        open.Push(agent);
        int totalBytes = 0;
        while (open.TryPop(out object? item))
        {
            if (seen.Add(item) && IsOwn(item))
            {
                totalBytes += SizeOf(item, open);
            }
        }

        return totalBytes;
    }

    private static bool IsOwn(object item) => item is string or Array || item.GetType().Assembly == s_core;

    private static int SizeOf(object item, Stack<object> open)
    {
        switch (item)
        {
            case string text:
                return SlotBytes + RoundUp(text.Length + 1);
            case Array array when array.GetType().GetElementType() is { IsPrimitive: true } element:
                return RoundUp((array.Length * PrimitiveBytes(element)) + ArrayOverheadBytes);
            case Array array:
                foreach (object? entry in array)
                {
                    Push(entry, open);
                }

                return RoundUp((array.Length * SlotBytes) + ArrayOverheadBytes);
            default:
                return SlotBytes + (FieldsOf(item, open) * SlotBytes);
        }
    }

    private static int FieldsOf(object item, Stack<object> open)
    {
        int count = 0;
        for (Type? type = item.GetType(); type != null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                count++;
                if (!field.FieldType.IsValueType)
                {
                    Push(field.GetValue(item), open);
                }
            }
        }

        return count;
    }

    private static void Push(object? value, Stack<object> open)
    {
        if (value != null)
        {
            open.Push(value);
        }
    }

    private static object[] FindStatics() =>
        [.. s_core.GetTypes()
            .Where(type => !type.ContainsGenericParameters && type.Namespace?.StartsWith("Updater.Core", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral && !field.FieldType.IsValueType)
            .Select(field => field.GetValue(null))
            .OfType<object>()];

    private static int PrimitiveBytes(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
        TypeCode.Char or TypeCode.Int16 or TypeCode.UInt16 => 2,
        TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
        _ => 8,
    };

    private static int RoundUp(int countBytes) => (countBytes + SlotBytes - 1) / SlotBytes * SlotBytes;
}
