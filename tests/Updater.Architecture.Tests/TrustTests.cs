using Updater.Architecture.Tests.Built;
using Updater.Architecture.Tests.Fixtures;
using Updater.Architecture.Tests.Rules;

namespace Updater.Architecture.Tests;

/// <summary>Who opens the two doors of trust, read from the firmware that was built.</summary>
[TestClass]
public sealed class TrustTests
{
    // As it is built for the device and for the host.
    private static readonly string[] s_firmware = ["Updater.Core", "Updater.Device", "Updater.App"];

    [TestMethod]
    public void Each_door_of_trust_is_opened_by_one_method_of_the_firmware()
    {
        foreach (Func<string, BuiltAssembly> build in new[] { BuiltFiles.DeviceAssembly, BuiltFiles.HostAssembly })
        {
            BuiltAssembly[] firmware = [.. s_firmware.Select(build)];
            Finding.AssertNone(from assembly in firmware from rule in TrustRules.All from finding in rule.Check(assembly) select finding);
            foreach (Door door in TrustRules.Doors)
            {
                string[] callers = [.. firmware.SelectMany(assembly => TrustRules.CallersOf(door.Member, assembly))];
                CollectionAssert.AreEqual(new[] { door.Caller }, callers, $"{door.Member}: who uses it");
            }
        }
    }

    [TestMethod]
    public void Every_rule_of_trust_refuses_its_wrong_programs()
    {
        foreach (Rule rule in TrustRules.All)
        {
            Finding.AssertNone(rule.Check(SmallProgram.ForHost(WrongPrograms.EveryoneThroughHisDoor)));
            foreach (string source in WrongPrograms.OfTrust[rule.Name])
            {
                Assert.IsNotEmpty(rule.Check(SmallProgram.ForHost(source)), $"[{rule.Name}] lets pass: {source}");
            }
        }
    }
}
