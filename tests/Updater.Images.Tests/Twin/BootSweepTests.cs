using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;
using Updater.Twin.Boot;

namespace Updater.Images.Tests.Twin;

/// <summary>Cuts the power before, in the middle of and after every flash operation of an update on a small board, then boots until it settles.</summary>
[TestClass]
public sealed class BootSweepTests
{
    // At most: staging again after a cut in it, the trial, and the boot after it.
    private const int BootsMax = 4;

    private static readonly McubootVersion s_oldVersion = McubootVersion.Parse("1.0.0");
    private static readonly McubootVersion s_newVersion = McubootVersion.Parse("2.0.0");

    private static readonly byte[] s_old = Firmware.Image("1.0.0", 7000);
    private static readonly byte[] s_new = Firmware.Image("2.0.0", 9500);

    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(32)]
    public void Every_single_cut_of_a_trial_that_is_confirmed_boots_an_image_and_settles(int writeUnitBytes) => Sweep(writeUnitBytes, confirms: true);

    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(32)]
    public void Every_single_cut_of_a_trial_that_reverts_boots_an_image_and_settles(int writeUnitBytes) => Sweep(writeUnitBytes, confirms: false);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Every_pair_of_near_cuts_boots_an_image_and_settles(bool confirms)
    {
        int operations = CountOperations(4, confirms);
        Parallel.For(0, operations, first =>
        {
            for (int distance = 1; distance <= 3; distance++)
            {
                PowerCutPoint second = (first + distance) % 2 == 0 ? PowerCutPoint.Torn : PowerCutPoint.After;
                Run(4, confirms, new PowerCut(first, PowerCutPoint.Torn), new PowerCut(first + distance, second));
            }
        });
    }

    private static void Sweep(int writeUnitBytes, bool confirms)
    {
        int operations = CountOperations(writeUnitBytes, confirms);
        Assert.IsGreaterThan(60, operations);
        Parallel.For(0, operations, index =>
        {
            foreach (PowerCut cut in CutsOf(index, writeUnitBytes))
            {
                Run(writeUnitBytes, confirms, cut);
            }
        });
        Console.WriteLine($"write unit {writeUnitBytes}: {operations} operations swept");
    }

    // Torn behind the first bytes (of a magic, say), somewhere, and for an erase right before its end.
    private static IEnumerable<PowerCut> CutsOf(int index, int unit) =>
    [
        new(index, PowerCutPoint.Before),
        new(index, PowerCutPoint.Torn),
        new(index, PowerCutPoint.Torn, 4096 - (3 * Math.Max(8, unit))),
        new(index, PowerCutPoint.After),
        .. unit != 4 ? [] : new PowerCut[] { new(index, PowerCutPoint.Torn, 1), new(index, PowerCutPoint.Torn, 12), new(index, PowerCutPoint.Torn, 4096 - 16) },
    ];

    private static int CountOperations(int writeUnitBytes, bool confirms) => Run(writeUnitBytes, confirms);

    // Returns the operations from the first boot to the end.
    private static int Run(int writeUnitBytes, bool confirms, params PowerCut[] cuts)
    {
        PowerPlan power = new(seed: 7);
        TwinDevice device = new(SmallBoard(writeUnitBytes), Firmware.Trusted, power);
        using IDisposable scope = device.Enter();
        device.InstallFactoryImage(s_old);
        int start = power.OperationCount;
        foreach (PowerCut cut in cuts)
        {
            power.Cut(cut with { OperationIndex = start + cut.OperationIndex });
        }

        try
        {
            Settle(device, confirms);
        }
        catch (Exception error)
        {
            string operations = string.Join(Environment.NewLine, power.RecentOperations);
            Assert.Fail($"unit {writeUnitBytes}, confirms {confirms}, seed {power.Seed}, {string.Join(", ", cuts)}: {error}{Environment.NewLine}{operations}");
        }

        return power.OperationCount - start;
    }

    // The application of both images: the old one stages the new one once, the new one confirms itself or not.
    private static void Settle(TwinDevice device, bool confirms)
    {
        bool isStaged = false;
        bool wasTried = false;
        bool asksToConfirm = false;
        bool isConfirmed = false;
        int bootsWithoutCut = 0;
        BootResult? last = null;
        while (last is not { Status: UpdateStatus.Confirmed, Swap: SwapKind.None } || !(isStaged || wasTried))
        {
            bootsWithoutCut += device.Power.PlannedCuts.Count == 0 ? 1 : 0;
            Assert.IsLessThanOrEqualTo(BootsMax, bootsWithoutCut, $"not settled: {last}");
            try
            {
                last = device.Boot();
                AssertSound(device, last);
                bool isNew = last.Version == s_newVersion;
                wasTried |= isNew;
                if (isNew && confirms && !isConfirmed)
                {
                    asksToConfirm = true;
                    isConfirmed = UpdateManager.ConfirmDeploymentImage();
                    Assert.IsTrue(isConfirmed);
                }
                else if (!isNew && !isStaged && !wasTried)
                {
                    JourneyTests.Stage(s_new, 1000);
                    isStaged = true;
                    last = null;
                }
            }
            catch (PowerLossException)
            {
                Assert.IsTrue(device.Power.IsLost);
                last = null;
            }
        }

        // A cut right behind the note that the swap is done uses the trial up before the new image ran; one in its confirmation may end either way.
        if (!asksToConfirm || isConfirmed)
        {
            Assert.AreEqual(isConfirmed ? s_newVersion : s_oldVersion, last.Version);
        }
    }

    private static void AssertSound(TwinDevice device, BootResult result)
    {
        Assert.IsTrue(result.HasImage, result.ToString());
        byte[] expected = result.Version == s_oldVersion ? s_old : s_new;
        CollectionAssert.AreEqual(expected, device.Slots.Primary.Read(0, expected.Length), $"{result}: mixed image");
    }

    internal static BoardFile SmallBoard(int writeUnitBytes) => new()
    {
        Name = "sweep",
        Title = "Board for sweeps",
        TargetName = "SWEEP",
        Flash = new BoardFlash { SizeBytes = 0x10000, WriteUnitBytes = writeUnitBytes, EraseBlocks = [new BoardBlocks { SizeBytes = 4096, Count = 16 }] },
        Deployment = new BoardImage { PrimaryOffset = 0, SecondaryOffset = 0x7000, SlotSizeBytes = 0x7000, MaxSectors = writeUnitBytes == 32 ? 64 : 8 },
        Storage = new BoardRegion { Offset = 0xE000, SizeBytes = 0x2000 },
    };
}
