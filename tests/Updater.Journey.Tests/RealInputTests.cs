using System.Security.Cryptography;
using Updater.Benchmarks;
using Updater.Core.Manifests;
using Updater.Images;
using Updater.Registry;
using Updater.Simulation;
using Updater.Twin.Boards;
using Updater.Vectors;

namespace Updater.Journey.Tests;

/// <summary>The whole journey on firmware of real products, against our registry and against one that is not ours.</summary>
[TestClass]
public sealed class RealInputTests
{
    private const string NewVersion = "2.0.0";
    private const int NewCounter = 7;
    // What McubootPackOptions.HeaderSizeBytes is unless stated otherwise.
    private const int HeaderSizeBytes = 0x200;

    [TestMethod]
    [DataRow("hackrf-firmware", "share/hackrf/hackrf_one_usb.bin", "sim-small", DisplayName = "HackRF One")]
    [DataRow("hackrf-firmware", "share/hackrf/hackrf_rad1o_usb.bin", "sim-small", DisplayName = "rad1o badge")]
    [DataRow("firmware-ath9k-htc", "lib/firmware/ath9k_htc/htc_9271-*.fw", "sim-small", DisplayName = "Atheros AR9271")]
    [DataRow("firmware-ath9k-htc", "lib/firmware/ath9k_htc/htc_7010-*.fw", "sim-small", DisplayName = "Atheros AR7010")]
    [DataRow("opensbi", "lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin", "esp32-s3-4mb", DisplayName = "OpenSBI")]
    public async Task Real_firmware_goes_from_our_registry_to_a_confirmed_image(string package, string pattern, string expectedBoard)
    {
        if (DebianFirmware.TryRead(package, pattern) is byte[] firmware)
        {
            await using OwnRegistry registry = await OwnRegistry.StartAsync();
            await UpdateAsync(registry.Address, firmware, expectedBoard);
        }
    }

    [TestMethod]
    [DataRow("hackrf-firmware", "share/hackrf/hackrf_one_usb.bin", "sim-small", DisplayName = "HackRF One")]
    [DataRow("firmware-ath9k-htc", "lib/firmware/ath9k_htc/htc_9271-*.fw", "sim-small", DisplayName = "Atheros AR9271")]
    [DataRow("opensbi", "lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin", "esp32-s3-4mb", DisplayName = "OpenSBI")]
    public async Task Real_firmware_goes_from_docker_registry_to_a_confirmed_image(string package, string pattern, string expectedBoard)
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart();
        if (registry != null && DebianFirmware.TryRead(package, pattern) is byte[] firmware)
        {
            await UpdateAsync(registry.BaseAddress, firmware, expectedBoard);
        }
    }

    [TestMethod]
    public async Task Real_firmware_goes_from_docker_registry_with_a_password_to_a_confirmed_image()
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart(needsPassword: true);
        if (registry != null && DebianFirmware.TryRead("hackrf-firmware", "share/hackrf/hackrf_one_usb.bin") is byte[] firmware)
        {
            await UpdateAsync(registry.BaseAddress, firmware, "sim-small", new RegistryCredential(DockerRegistry.User, DockerRegistry.Password));
        }
    }

    [TestMethod]
    public async Task Image_made_by_imgtool_goes_from_registry_to_a_confirmed_image()
    {
        if (!TryReadVector("fw-seccnt7.bin", out byte[] image) || !TryReadVector("root-ec-p256.pub.pem", out byte[] pem))
        {
            return;
        }

        using ReleaseDesk desk = new();
        McubootPublicKey imgtoolKey = McubootPublicKey.FromPem(System.Text.Encoding.ASCII.GetString(pem));
        await using OwnRegistry registry = await OwnRegistry.StartAsync();
        BoardFile board = ReleaseDesk.SmallestBoardFor(image.Length);
        using RegistryClient client = new(registry.Address);
        await desk.ReleaseAsync(client, board, image, "1.2.3+45", NewCounter);

        SimulatedDevice device = new(board, [desk.BootKey, imgtoolKey], desk.SetupFor(registry.Address.Authority, board).Compose);
        device.Twin.InstallFactoryImage(desk.Pack(ReleaseDesk.Payload(1000, 1), "1.2.2"));
        await AssertConfirmsAsync(device, image, "1.2.3+45");
    }

    private static async Task UpdateAsync(Uri registry, byte[] firmware, string expectedBoard, RegistryCredential? credential = null)
    {
        using ReleaseDesk desk = new();
        byte[] image = desk.Pack(firmware, NewVersion);
        BoardFile board = ReleaseDesk.SmallestBoardFor(image.Length);
        Assert.AreEqual(expectedBoard, board.Name);
        RegistryClientOptions options = new() { Credentials = credential == null ? null : new FixedCredential(registry.Authority, credential) };
        using RegistryClient client = new(registry, options);
        await desk.ReleaseAsync(client, board, image, NewVersion, NewCounter);

        SimulatedDevice device = new(board, [desk.BootKey], desk.SetupFor(registry.Authority, board, credential).Compose);
        device.Twin.InstallFactoryImage(desk.Pack(ReleaseDesk.Payload(firmware.Length, 1), "1.0.0"));
        await AssertConfirmsAsync(device, image, NewVersion);
        CollectionAssert.AreEqual(firmware, device.Twin.Slots.Primary.Read(HeaderSizeBytes, firmware.Length), "the payload as the package has it");
    }

    private static async Task AssertConfirmsAsync(SimulatedDevice device, byte[] image, string version)
    {
        DeviceEnd end = await Task.Run(() => device.RunUntilConfirmed(bootsMax: 4));

        Assert.AreEqual(DeviceEnd.Stopped, end, $"last failure {device.Agent?.LastFault?.Outcome}");
        CollectionAssert.AreEqual(image, device.Twin.Slots.Primary.Read(0, image.Length), "what the primary slot holds");
        Assert.AreEqual(version, FirmwareVersion.Format(device.Agent!.Journal.ConfirmedVersion));
        Assert.AreEqual(NewCounter, device.Agent.Journal.ConfirmedCounter);

        // Confirmed for good: it still runs after one more start, and a poll finds nothing new.
        Assert.AreEqual(DeviceEnd.Stopped, await Task.Run(() => device.RunUntilSettled(bootsMax: 1)));
        CollectionAssert.AreEqual(SHA256.HashData(image), SHA256.HashData(device.Twin.Slots.Primary.Read(0, image.Length)));
    }

    private static bool TryReadVector(string name, out byte[] content)
    {
        content = [];
        if (!SharedVectors.ArePresent)
        {
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), $"shared/vectors/mcuboot/{name} is absent, and CI always has it");
            Console.WriteLine($"shared/vectors is absent: nothing was tested with {name}");
            return false;
        }

        content = File.ReadAllBytes(SharedVectors.PathOf("mcuboot", name));
        return true;
    }
}
