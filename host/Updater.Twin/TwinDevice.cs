using nanoFramework.Runtime.InFieldUpdate;
using nanoFramework.Runtime.Native;
using Updater.Images;
using Updater.Twin.Boards;
using Updater.Twin.Boot;

namespace Updater.Twin;

/// <summary>
/// One simulated device: flash, power, bootloader. The static nanoFramework APIs act on the one that is current in their flow of execution
/// (<see cref="Enter"/>), so that many devices run in one process, each on a thread of its own.
/// </summary>
public sealed class TwinDevice
{
    private static readonly AsyncLocal<TwinDevice?> s_current = new();

    private readonly Bootloader _bootloader;
    private bool _revertRequested;

    /// <summary>Makes a device with erased flash.</summary>
    /// <param name="board">Its geometry.</param>
    /// <param name="bootKeys">Keys its bootloader trusts.</param>
    /// <param name="power">Its power; without one it is never cut.</param>
    /// <param name="name">Name in logs.</param>
    public TwinDevice(BoardFile board, IReadOnlyCollection<McubootPublicKey> bootKeys, PowerPlan? power = null, string name = "device")
    {
        Board = board;
        Name = name;
        Power = power ?? new PowerPlan();
        Flash = new NorFlash(board.CreateGeometry(), Power);
        Slots = board.CreateSlots(Flash);
        Staging = new StagingState(Slots);
        _bootloader = new Bootloader(Slots, bootKeys);
    }

    /// <summary>The device the static APIs act on.</summary>
    /// <exception cref="InvalidOperationException">None is entered.</exception>
    public static TwinDevice Current => s_current.Value
        ?? throw new InvalidOperationException("no device: expected code running on a twin, found none entered; use using (device.Enter())");

    /// <summary>Name in logs.</summary>
    public string Name { get; }

    /// <summary>The board.</summary>
    public BoardFile Board { get; }

    /// <summary>Power, shared with every store of the device.</summary>
    public PowerPlan Power { get; }

    /// <summary>Flash.</summary>
    public NorFlash Flash { get; }

    /// <summary>The deployment slots.</summary>
    public SlotPair Slots { get; }

    /// <summary>Internal storage: where a journal may lie in the flash.</summary>
    public BoardRegion Storage => Board.Storage;

    /// <summary>Times the device was booted.</summary>
    public int BootCount { get; private set; }

    /// <summary>How the last boot ended; null before the first.</summary>
    public BootResult? LastBoot { get; private set; }

    /// <summary>
    /// Whether GetStatus calls a running trial RollbackPending, and RequestDeploymentRevert then refuses, as the native code of nanoFramework's preview does with
    /// swap using move, rather than Testing, as it is documented.
    /// </summary>
    public bool ReportsTrialAsRollback { get; set; }

    /// <summary>Stands for another writer (a host over the wire protocol) holding the update session.</summary>
    public UpdateSessionOwner OtherSessionOwner
    {
        get => Staging.OtherOwner;
        set => Staging.OtherOwner = value;
    }

    /// <summary>What the program set the clock to; null if it did not since the last boot.</summary>
    public DateTime? ClockSetTo { get; internal set; }

    internal event RebootEventHandler? Restarting;

    internal StagingState Staging { get; private set; }

    internal UpdateSessionResult LastSessionResult { get; set; }

    /// <summary>Makes this device the current one until the returned scope is disposed.</summary>
    public IDisposable Enter()
    {
        Scope scope = new(s_current.Value);
        s_current.Value = this;
        return scope;
    }

    /// <summary>Writes a confirmed image to the primary slot, as a factory does.</summary>
    /// <exception cref="ImageFormatException">No sound image, or larger than the slot can swap.</exception>
    public void InstallFactoryImage(byte[] image)
    {
        McubootImage read = McubootImage.Read(image);
        if (read.SizeBytes > Slots.ImageBytesMax)
        {
            throw new ImageFormatException($"image does not fit board {Board.Name}", $"at most {Slots.ImageBytesMax} bytes", $"{read.SizeBytes} bytes", "use a larger board or smaller firmware");
        }

        int unit = Flash.Geometry.WriteUnitBytes;
        byte[] padded = new byte[(read.SizeBytes + unit - 1) / unit * unit];
        padded.AsSpan().Fill(0xFF);
        image.AsSpan(0, read.SizeBytes).CopyTo(padded);
        Slots.Primary.EraseAll();
        Slots.Primary.Program(0, padded);
        Slots.Primary.WriteImageOk();
        Slots.Primary.WriteMagic();
    }

    /// <summary>Gives power back if it was cut, ends all sessions and runs the bootloader.</summary>
    /// <exception cref="PowerLossException">The power was cut again while booting; boot again.</exception>
    public BootResult Boot()
    {
        Power.Restore();
        BootCount++;
        _revertRequested = false;
        LastSessionResult = UpdateSessionResult.Success;
        Staging = new StagingState(Slots) { OtherOwner = Staging.OtherOwner };
        Restarting = null;
        ClockSetTo = null;
        LastBoot = null;
        LastBoot = _bootloader.Boot();
        return LastBoot;
    }

    internal UpdateStatus GetStatus()
    {
        UpdateStatus status = Bootloader.StatusOf(Slots);
        return status == UpdateStatus.Testing && Slots.NextSwap() == SwapKind.Revert && (_revertRequested || ReportsTrialAsRollback)
            ? UpdateStatus.RollbackPending
            : status;
    }

    // A trial goes back at the next boot anyway, so nothing is written.
    internal bool RequestRevert()
    {
        _revertRequested |= !ReportsTrialAsRollback && Slots.NextSwap() == SwapKind.Revert;
        return _revertRequested;
    }

    internal void Restart()
    {
        Power.Demand();
        Restarting?.Invoke();
        Power.SwitchOff();
        Power.Demand();
    }

    private sealed class Scope(TwinDevice? previous) : IDisposable
    {
        public void Dispose() => s_current.Value = previous;
    }
}
