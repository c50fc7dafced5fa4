using System.Globalization;

namespace Updater.Twin;

/// <summary>
/// The power of one device: the one hook every durable change passes through, shared by flash and other stores. It numbers operations and cuts the power
/// where planned. Once it is cut, everything throws until <see cref="Restore"/>. For one device and so for one thread at a time.
/// </summary>
public sealed class PowerPlan
{
    private const int LogLength = 64;

    private readonly List<PowerCut> _cuts = [];
    private readonly PowerOperation[] _log = new PowerOperation[LogLength];
    private string? _lostIn;
    private bool _isRestarting;

    /// <summary>Makes a plan without cuts.</summary>
    /// <param name="seed">Decides how much of a torn operation is done where a cut does not say.</param>
    public PowerPlan(int seed = 0)
    {
        Seed = seed;
    }

    /// <summary>Decides how much of a torn operation is done.</summary>
    public int Seed { get; }

    /// <summary>Operations begun since the plan was made; also the number of the next one.</summary>
    public int OperationCount { get; private set; }

    /// <summary>Whether the power is gone.</summary>
    public bool IsLost => _lostIn != null;

    /// <summary>Whether the device waits for its next boot, by restart or loss of power.</summary>
    public bool IsOff => IsLost || _isRestarting;

    /// <summary>Cuts not yet made.</summary>
    public IReadOnlyList<PowerCut> PlannedCuts => _cuts;

    /// <summary>The last operations, oldest first.</summary>
    public IReadOnlyList<PowerOperation> RecentOperations
    {
        get
        {
            int count = Math.Min(OperationCount, LogLength);
            return [.. Enumerable.Range(OperationCount - count, count).Select(index => _log[index % LogLength])];
        }
    }

    /// <summary>Plans a cut. Several may be planned; each happens once.</summary>
    public void Cut(PowerCut cut) => _cuts.Add(cut);

    /// <summary>Plans a cut; see <see cref="PowerCut"/>.</summary>
    public void CutAt(int operationIndex, PowerCutPoint point, int tornBytes = -1) => Cut(new PowerCut(operationIndex, point, tornBytes));

    /// <summary>Forgets the cuts not yet made.</summary>
    public void ClearCuts() => _cuts.Clear();

    /// <summary>Takes the power away now, between two operations.</summary>
    public void Lose() => _lostIn ??= string.Create(CultureInfo.InvariantCulture, $"power cut before operation {OperationCount}");

    /// <summary>Switches off for a restart; every operation throws <see cref="RebootException"/> until <see cref="Restore"/>.</summary>
    public void SwitchOff() => _isRestarting = true;

    /// <summary>Gives the power back.</summary>
    public void Restore()
    {
        _lostIn = null;
        _isRestarting = false;
    }

    /// <summary>Throws unless the device has power. Reads call this.</summary>
    /// <exception cref="PowerLossException">The power was cut.</exception>
    /// <exception cref="RebootException">The device is about to restart.</exception>
    public void Demand()
    {
        if (_lostIn != null)
        {
            throw new PowerLossException(_lostIn);
        }

        if (_isRestarting)
        {
            throw new RebootException();
        }
    }

    /// <summary>Begins an operation. Carry out <see cref="PowerStep.CountBytes"/> of it, then call <see cref="End"/>.</summary>
    /// <exception cref="PowerLossException">The power was cut or is cut before this operation.</exception>
    public PowerStep Begin(string store, PowerOperationKind kind, int address, int countBytes)
    {
        Demand();
        int index = OperationCount++;
        _log[index % LogLength] = new PowerOperation(index, store, kind, address, countBytes);
        int planned = _cuts.FindIndex(cut => cut.OperationIndex == index);
        if (planned < 0)
        {
            return new PowerStep(index, countBytes, false);
        }

        PowerCut cut = _cuts[planned];
        _cuts.RemoveAt(planned);
        if (cut.Point == PowerCutPoint.Before)
        {
            LoseIn(index, cut.Point);
            Demand();
        }

        return new PowerStep(index, cut.Point == PowerCutPoint.After ? countBytes : TornBytes(cut, index, countBytes), true);
    }

    /// <summary>Ends an operation.</summary>
    /// <exception cref="PowerLossException">The power is cut here.</exception>
    public void End(in PowerStep step)
    {
        if (step.EndsInCut)
        {
            LoseIn(step.Index, PowerCutPoint.After);
            Demand();
        }
    }

    private void LoseIn(int index, PowerCutPoint point)
    {
        string when = point == PowerCutPoint.Before ? "before" : "in or after";
        _lostIn = string.Create(CultureInfo.InvariantCulture, $"power cut {when} {_log[index % LogLength]}");
    }

    private int TornBytes(PowerCut cut, int index, int countBytes) => cut.TornBytes >= 0
        ? Math.Min(cut.TornBytes, countBytes)
        : countBytes <= 1 ? 0 : 1 + (int)(Scramble((uint)Seed, (uint)index) % (uint)(countBytes - 1));

    private static uint Scramble(uint seed, uint index)
    {
        uint value = (seed * 0x9E3779B9) ^ (index * 0x85EBCA6B) ^ 0x27D4EB2F;
        value = (value ^ (value >> 15)) * 0x2C1B3C6D;
        value = (value ^ (value >> 12)) * 0x297A2D39;
        return value ^ (value >> 15);
    }
}
