using Updater.Architecture.Tests.Built;
using Updater.Architecture.Tests.Fixtures;
using Updater.Architecture.Tests.Rules;

namespace Updater.Architecture.Tests;

/// <summary>Who may know whom, read from the assemblies that were built.</summary>
[TestClass]
public sealed class DependencyTests
{
    [TestMethod]
    public void Core_references_the_base_library_alone()
    {
        CollectionAssert.AreEqual(new[] { "mscorlib" }, BuiltFiles.DeviceAssembly("Updater.Core").References.ToArray());
        Finding.AssertNone(
            from reference in BuiltFiles.HostAssembly("Updater.Core").References
            where !reference.StartsWith("System.", StringComparison.Ordinal)
            select new Finding("core", "Updater.Core (net10.0)", "references " + reference, "The core is pure logic: take it through an interface."));
    }

    [TestMethod]
    public void Stages_see_earlier_stages_only_and_neither_clock_nor_chance()
    {
        BuiltAssembly[] cores = [BuiltFiles.DeviceAssembly("Updater.Core"), BuiltFiles.HostAssembly("Updater.Core")];
        Finding.AssertNone(from core in cores from rule in DependencyRules.OfCore from finding in rule.Check(core) select finding);
    }

    [TestMethod]
    public void Every_rule_of_the_core_refuses_its_wrong_programs()
    {
        foreach (Rule rule in DependencyRules.OfCore)
        {
            foreach (string source in WrongPrograms.OfCore[rule.Name])
            {
                Assert.IsNotEmpty(rule.Check(SmallProgram.ForHost(source)), $"[{rule.Name}] lets pass: {source}");
            }
        }
    }

    [TestMethod]
    public void Stages_may_see_earlier_stages()
    {
        BuiltAssembly program = SmallProgram.ForHost(
            "namespace Updater.Core.Platform { enum Early { One } } namespace Updater.Core.Agent { class A { Updater.Core.Platform.Early B(Updater.Core.Platform.Early e) => e; } }");
        Finding.AssertNone(DependencyRules.OfCore.SelectMany(rule => rule.Check(program)));
    }

    [TestMethod]
    public void Firmware_references_the_surface_and_the_firmware_below_it()
    {
        string[] surface = BuiltFiles.Surface.Select(assembly => assembly.Name).ToArray();
        AssertProjects("Updater.Device", BuiltFiles.DeviceAssembly("Updater.Device"), ["Updater.Core"], surface);
        AssertProjects("Updater.App", BuiltFiles.DeviceAssembly("Updater.App"), ["Updater.Device", "Updater.Core"], surface);
        AssertProjects("Updater.Device", BuiltFiles.HostAssembly("Updater.Device"), ["Updater.Core", "Updater.Twin"], null);
        AssertProjects("Updater.App", BuiltFiles.HostAssembly("Updater.App"), ["Updater.Device", "Updater.Core", "Updater.Twin"], null);
    }

    [TestMethod]
    public void Twin_sees_neither_the_agent_nor_the_simulation()
    {
        AssertProjects("Updater.Twin", BuiltFiles.HostAssembly("Updater.Twin"), ["Updater.Images"], null);
    }

    [TestMethod]
    public void Only_the_simulation_runs_the_app_and_nobody_references_the_companion()
    {
        Finding.AssertNone(
            from assembly in BuiltFiles.Host
            from reference in assembly.References
            where reference == "updater" || (reference == "Updater.App" && assembly.Name != "Updater.Simulation")
            select new Finding("direction", assembly.Name, "references " + reference, "Only Updater.Simulation runs the app; nothing references Updater.Cli."));
    }

    [TestMethod]
    public void Names_of_types_say_what_they_do()
    {
        Finding.AssertNone(BuiltFiles.Firmware.Concat(BuiltFiles.Host).SelectMany(DependencyRules.Names.Check));
        Assert.IsNotEmpty(DependencyRules.Names.Check(SmallProgram.ForHost("namespace Updater.Core.Content { class TextHelper { } }")));
    }

    private static void AssertProjects(string name, BuiltAssembly assembly, string[] projects, string[]? packages)
    {
        Finding.AssertNone(
            from reference in assembly.References
            let isOurs = reference.StartsWith("Updater.", StringComparison.OrdinalIgnoreCase) || reference == "updater"
            where isOurs ? !projects.Contains(reference) : packages != null && !packages.Contains(reference)
            select new Finding("direction", name, "references " + reference, "It may see " + string.Join(", ", projects) + " and its packages."));
    }
}
