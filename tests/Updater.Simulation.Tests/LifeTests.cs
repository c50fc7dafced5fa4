using System.Globalization;
using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Twin;

namespace Updater.Simulation.Tests;

/// <summary>
/// Whole lives of a device, each decided by one seed: image sizes, chunk size, power cuts near and far with torn operations of any length, connections that
/// break, a tag that moves, a registry that tampers, another writer on the slot. The oracles are those of the power-cut sweep.
/// </summary>
[TestClass]
public sealed class LifeTests
{
    private const int LivesCount = 400;
    private const string SeedVariable = "UPDATER_SEED";
    private static readonly int[] s_chunkSizes = [256, 512, 1024, 2048, 4096];
    private static readonly int[] s_tornBytes = [-1, 0, 1, 4, 511, 512, 2047, 4095];

    [TestMethod]
    public void Lives_with_power_cuts_and_a_moving_tag_end_with_the_newest_release() => RunAll(nameof(Lives_with_power_cuts_and_a_moving_tag_end_with_the_newest_release), Live);

    [TestMethod]
    public void Lives_with_a_tampering_registry_end_with_the_release_once_it_is_honest() => RunAll(nameof(Lives_with_a_tampering_registry_end_with_the_release_once_it_is_honest), LiveHostile);

    private static void RunAll(string name, Func<int, string?> live)
    {
        string? given = Environment.GetEnvironmentVariable(SeedVariable);
        int first = 1;
        if (given != null && !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            Assert.Fail($"{SeedVariable}: expected a seed, a whole number, found \"{given}\"; for example {SeedVariable}=7");
        }

        List<string> failures = [];
        Parallel.For(first, given == null ? first + LivesCount : first + 1, seed =>
        {
            string? failure = live(seed);
            if (failure != null)
            {
                lock (failures)
                {
                    failures.Add($"seed {seed}: {failure}\n    replay: {SeedVariable}={seed} dotnet test tests/Updater.Simulation.Tests --filter Name={name} --logger \"console;verbosity=detailed\"");
                }
            }
        });
        Console.WriteLine(given == null ? $"{LivesCount} lives from seed {first} on" : $"the life of seed {first}");
        Assert.IsEmpty(failures, string.Join('\n', failures.Take(10)));
    }

    private static string? Live(int seed)
    {
        Random random = new(seed);
        Workbench bench = new(random.Next(8) == 0 ? "esp32-4mb" : "sim-small") { ChunkSizeBytes = s_chunkSizes[random.Next(s_chunkSizes.Length)] };
        byte[] factory = bench.Image("1.0.0", PayloadBytes(random), seed * 3);
        byte[] second = bench.Image("2.0.0", PayloadBytes(random), (seed * 3) + 1);
        byte[] third = bench.Image("3.0.0", PayloadBytes(random), (seed * 3) + 2);
        byte[] secondRelease = bench.Release(second, "2.0.0", 2);
        byte[] thirdRelease = bench.Release(third, "3.0.0", 3);
        bench.Registry.Tag(Workbench.Tag, secondRelease);
        Random network = new(seed + 77);
        double breakRate = random.NextDouble() * 0.3;
        HostileSource source = new(bench.Registry)
        {
            OnOpen = (_, _) => network.NextDouble() < breakRate ? Outcome.Unreachable : Outcome.Ok,
            EndOffset = content => HostileSource.IsLayer(content) && network.NextDouble() < breakRate ? network.Next(1, content.SizeBytes + 1) : int.MaxValue,
        };
        PowerPlan power = new(seed);
        SimulatedDevice device = bench.Device(factory, power, source, reportsTrialAsRollback: random.Next(2) == 0);
        int cuts = PlanCuts(power, random);
        int tagMovesAt = random.Next(3) == 0 ? random.Next(2, 40) : int.MaxValue;
        Oracle oracle = new(device, (factory, 0), (second, 2), (third, 3));
        int moves = 0;
        device.Booted = _ => oracle.CheckBoot();
        device.Moved = _ =>
        {
            if (++moves == tagMovesAt)
            {
                bench.Registry.Tag(Workbench.Tag, thirdRelease);
            }

            oracle.CheckState();
        };
        return Guarded(device, () =>
        {
            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && device.Agent!.Journal.ConfirmedCounter == (moves >= tagMovesAt ? 3 : 2), cuts + 8));
            bench.Registry.Tag(Workbench.Tag, thirdRelease);
            moves = Math.Max(moves, tagMovesAt == int.MaxValue ? 0 : tagMovesAt);
            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && device.Agent!.Journal.ConfirmedCounter == 3, cuts + 8));
            CollectionAssert.AreEqual(third, device.Twin.Slots.Primary.Read(0, third.Length), "byte for byte");
        });
    }

    private static string? LiveHostile(int seed)
    {
        const int RoundsMax = 30;
        Random random = new(seed);
        Workbench bench = new() { ChunkSizeBytes = s_chunkSizes[random.Next(s_chunkSizes.Length)] };
        byte[] factory = bench.Image("1.0.0", 5000, 1);
        byte[] image = bench.Image("2.0.0", 1000 + random.Next(20000), seed);
        byte[] release = bench.Release(image, "2.0.0", 2);
        int rounds = 0;
        int hostileRounds = random.Next(1, 4);
        Outcome[] refusals = [Outcome.Unreachable, Outcome.RangeIgnored, Outcome.NotFound, Outcome.SizeMismatch, Outcome.ProtocolViolation];
        bool IsHostile(int oneIn) => rounds < hostileRounds && random.Next(oneIn) == 0;
        HostileSource source = new(bench.Registry)
        {
            OnResolve = _ => IsHostile(10) ? refusals[random.Next(refusals.Length)] : Outcome.Ok,
            OnOpen = (_, _) => IsHostile(4) ? refusals[random.Next(refusals.Length)] : Outcome.Ok,
            EndOffset = content => !HostileSource.IsLayer(content) || !IsHostile(2) ? int.MaxValue
                : random.Next(2) == 0 ? Limits.CheckpointBytes * random.Next(1, 4) : random.Next(1, content.SizeBytes + 1),
            Replacement = content => HostileSource.IsLayer(content) && IsHostile(2) ? Tampered(image, random) : null,
        };
        PowerPlan power = new(seed);
        SimulatedDevice device = bench.Device(factory, power, source, reportsTrialAsRollback: random.Next(2) == 0);
        PlanCuts(power, random);
        Oracle oracle = new(device, (factory, 0), (image, 2));
        device.Booted = _ => oracle.CheckBoot();
        device.Moved = step =>
        {
            rounds += step.To == AgentState.Idle && step.From != AgentState.Start ? 1 : 0;
            oracle.CheckState();
            device.Twin.OtherSessionOwner = random.Next(60) == 0 ? UpdateSessionOwner.Native : UpdateSessionOwner.None;
        };
        return Guarded(device, () =>
        {
            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && (device.Agent!.Journal.ConfirmedCounter == 2 || rounds > RoundsMax), 18));
            Assert.IsFalse(device.Agent!.Journal.IsRejected(release), "the good release was rejected");
            Assert.AreEqual(2, device.Agent.Journal.ConfirmedCounter);
        });
    }

    // Often next to a multiple of the erase block and the checkpoint, where the corners are.
    private static int PayloadBytes(Random random) => random.Next(2) == 0 ? 3000 + random.Next(60000) : (4096 * (1 + random.Next(12))) - 0x200 - random.Next(160);

    private static byte[] Tampered(byte[] image, Random random)
    {
        byte[] tampered = (byte[])image.Clone();
        switch (random.Next(4))
        {
            case 0:
                tampered[random.Next(tampered.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                tampered[random.Next(Limits.ImageHeaderBytes)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                tampered[12 + random.Next(2)] = (byte)random.Next(256);
                break;
            default:
                random.NextBytes(tampered.AsSpan(Limits.ImageHeaderBytes + random.Next(tampered.Length - Limits.ImageHeaderBytes)));
                break;
        }

        return tampered;
    }

    private static int PlanCuts(PowerPlan power, Random random)
    {
        int cuts = random.Next(0, 7);
        int at = power.OperationCount;
        for (int i = 0; i < cuts; i++)
        {
            at += 1 + random.Next(random.Next(2) == 0 ? 12 : 300);
            power.CutAt(at, (PowerCutPoint)random.Next(3), s_tornBytes[random.Next(s_tornBytes.Length)]);
        }

        return cuts;
    }

    private static string? Guarded(SimulatedDevice device, Action life)
    {
        try
        {
            life();
            return null;
        }
        catch (Exception problem) when (problem is AssertFailedException or FlashRuleException or InvariantException or InvalidOperationException)
        {
            return $"{problem.Message}\n    {string.Join("\n    ", device.Twin.Power.RecentOperations.TakeLast(4))}";
        }
    }
}
