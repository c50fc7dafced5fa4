using Updater.Images;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Simulation.Tests;

[TestClass]
public sealed class FleetTests
{
    [TestMethod]
    public async Task Fleet_updates_over_real_sockets()
    {
        string root = Directory.CreateTempSubdirectory("updater-fleet").FullName;
        try
        {
            Workbench bench = new();
            await using RegistryServer server = await RegistryServer.StartAsync(root);
            using RegistryClient client = new(server.BaseAddress);
            string repository = $"{server.Authority}/fw";
            await new FirmwarePublisher(client).PublishAsync(
                "fw", "stable", new FirmwareArtifact { Image = new MemoryStream(bench.Image("2.0.0", 20000, 2)), Version = "2.0.0", Board = bench.Board.Name, SecurityCounter = 2 });
            await new CosignTagSigner(client).SignAsync("fw", "stable", bench.Key);
            DeviceSetup setup = new() { Reference = repository + ":stable", Repository = repository, Board = bench.Board, Keys = [bench.Key.Public] };

            long published = server.Counters.Requests;

            IReadOnlyList<FleetMember> fleet = await Task.Run(() => Fleet.Update(
                20, _ => setup, [McubootPublicKey.From(bench.BootKey)], bench.Image("1.0.0", 20000), TimeSpan.FromSeconds(60)));

            Assert.IsTrue(fleet.All(member => member.IsConfirmed), string.Join('\n', fleet));
            Assert.IsTrue(fleet.All(member => member.Version.StartsWith("2.0.0", StringComparison.Ordinal)));
            Assert.AreEqual(20 * 5, server.Counters.Requests - published, "five requests a device");
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
