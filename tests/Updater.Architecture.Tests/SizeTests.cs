using System.Globalization;
using System.Reflection.Metadata.Ecma335;
using Updater.Architecture.Tests.Built;

namespace Updater.Architecture.Tests;

/// <summary>What the firmware weighs, and what it may weigh.</summary>
[TestClass]
public sealed class SizeTests
{
    private const int AllBytesMax = 64 * 1024;
    private const int CoreBytesMax = 40 * 1024;
    private const int MethodsListed = 10;

    [TestMethod]
    public void Firmware_stays_within_its_budget_of_flash()
    {
        List<BuiltAssembly> firmware = BuiltFiles.Firmware.ToList();
        Console.WriteLine("assembly                    file bytes    IL bytes  names bytes    methods");
        foreach (BuiltAssembly assembly in firmware)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{assembly.Name,-26}{assembly.SizeBytes,12}{IlBytes(assembly),12}{assembly.Metadata.GetHeapSize(HeapIndex.String),13}{assembly.Methods.Count(),11}"));
        }

        Console.WriteLine();
        Console.WriteLine("IL bytes  method");
        foreach (BuiltMethod method in firmware.SelectMany(assembly => assembly.Methods).OrderByDescending(method => method.IlBytes).Take(MethodsListed))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{method.IlBytes,8}  {method.Name}"));
        }

        // The budget counts IL: of the file, constants and parameter names never reach a board (the metadata processor drops them).
        int all = firmware.Sum(IlBytes);
        int core = IlBytes(firmware.Single(assembly => assembly.Name == "Updater.Core"));
        Assert.IsLessThanOrEqualTo(CoreBytesMax, core, $"Updater.Core has {core} bytes of IL, of {CoreBytesMax}: see the largest methods above.");
        Assert.IsLessThanOrEqualTo(AllBytesMax, all, $"Core, Device and App have {all} bytes of IL, of {AllBytesMax}: see the largest methods above.");
    }

    private static int IlBytes(BuiltAssembly assembly) => assembly.Methods.Sum(method => method.IlBytes);
}
