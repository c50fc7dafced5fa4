using System.Diagnostics;
using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Reporting;
using Updater.Cli.Site;
using Updater.Core.Agent;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Signing;
using Updater.Simulation;
using Updater.Twin;

namespace Updater.Cli.Demo;

/// <summary>The whole journey on one simulated device: an update, three refusals, a recovery. Every claim is checked.</summary>
internal sealed class DemoRun
{
    private const int BootsMax = 8;
    private const int MovesMax = 500;
    private const int Seed = 1;
    private const int StopPollMs = 20;
    // A request without access, one for a token, and the request again.
    private const int GuardedPollRequestsMax = 3;
    private readonly DemoSite _site;
    private readonly CommandOutput _output;
    private readonly DemoReport _report;
    private readonly CancellationToken _cancel;
    private readonly SiteRelease _first;
    private readonly SiteDevice _device;
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private Outcome _lastFailure;

    public DemoRun(DemoSite site, CommandOutput output, CancellationToken cancel)
    {
        _site = site;
        _output = output;
        _report = new DemoReport(output);
        _cancel = cancel;
        _first = site.Pack("1.0.0", 1);
        _device = new SiteDevice(site, _first, Seed, "demo");
        _device.Device.MeasuresMemory = true;
        _device.Device.MovesMax = MovesMax;
        _device.Device.Moved = Watch;
    }

    /// <summary>Runs it.</summary>
    /// <returns>Fields of the JSON document.</returns>
    public async Task<JsonObject> RunAsync()
    {
        await PrepareAsync();
        long wireBefore = WireBytes();
        long wirePushed = 0;
        Func<Task<long>>[] parts = [UpdateAsync, RefuseForeignKeyAsync, RefuseTamperedLayerAsync, RefuseOlderVersionAsync, RecoverAsync];
        foreach (Func<Task<long>> part in parts)
        {
            _cancel.ThrowIfCancellationRequested();
            wirePushed += await part();
        }

        _report.Check(_device.RunningVersion == "3.0.0", $"at the end the device runs {_device.RunningVersion}, confirmed", _lastFailure);
        long? wire = _site.Server == null ? null : WireBytes() - wireBefore - wirePushed;
        return _report.Close(_device.Device.PeakManagedBytes, wire, _wall.Elapsed.TotalSeconds);
    }

    private async Task PrepareAsync()
    {
        _output.Heading("Prepare");
        _report.Step(_site.Server == null ? $"registry {_site.Reference.Registry} is used" : $"registry at {_site.Server.BaseAddress}");
        _report.Step($"key pair {_site.ReleaseKey.KeyId[..16]}… made, and a foreign one {_site.ForeignKey.KeyId[..16]}…");
        string padded = _site.Options.PaddingBytes == 0
            ? ""
            : $", padded with a pattern to {NumberText.Bytes(_site.Options.Firmware.Length)} so that a transfer of it can be cut,";
        string image = $"an MCUboot image of {NumberText.Bytes(_first.Image.Length)} for board {_site.Board.Name}";
        _report.Step($"firmware of {NumberText.Bytes(_site.Options.Firmware.Length - _site.Options.PaddingBytes)}{padded} packed as {image}");
        await PublishAsync(_first, _site.Reference.Tag + "-1.0.0", _site.ReleaseKey);
        _report.Step("the device leaves the factory with 1.0.0");
    }

    private async Task<long> UpdateAsync()
    {
        _output.Heading("Update to 2.0.0");
        SiteRelease release = _site.Pack("2.0.0", 2);
        await _site.KeepAsync(_first, release);
        long pushed = await PublishAsync(release, _site.Reference.Tag, _site.ReleaseKey);
        await RunAsync("update to 2.0.0", release.Image.Length, device => device.RunUntilSettled(BootsMax));
        _report.Check(_device.RunningVersion == "2.0.0" && IsConfirmed(), $"the device runs {_device.RunningVersion}, confirmed", _lastFailure);
        _report.Check(Counter() == 2, $"its security counter rose to {Counter()}");
        DemoPhase poll = await RunAsync("idle poll", 0, device => device.RunUntilSettled(BootsMax));
        // Where credentials are asked for, each start has to be let in first.
        int requestsMax = _site.Options.User == null ? 1 : GuardedPollRequestsMax;
        bool isCheap = poll.LayerBytes == 0 && poll.Erases == 0 && poll.Programs == 0 && poll.Requests >= 1 && poll.Requests <= requestsMax;
        string requests = poll.Requests == 1 ? "1 request" : $"{poll.Requests} requests";
        _report.Check(
            poll.Outcome == Outcome.Ok && isCheap, $"a poll with nothing new takes {requests} and {NumberText.Bytes(poll.BytesReceived)} of body",
            poll.Outcome);
        return pushed;
    }

    private async Task<long> RefuseForeignKeyAsync()
    {
        _output.Heading("Refuse a foreign key");
        long pushed = await PublishAsync(_site.Pack("2.1.0", 3), _site.Reference.Tag, _site.ForeignKey);
        DemoPhase phase = await RunAsync("foreign key", 0, device => device.RunUntilSettled(BootsMax));
        CheckRefusal(phase, Outcome.SignatureUntrusted, isFree: true);
        return pushed;
    }

    private async Task<long> RefuseTamperedLayerAsync()
    {
        _output.Heading("Refuse a tampered layer");
        SiteRelease release = _site.Pack("2.2.0", 3);
        long pushed = await PublishAsync(release, _site.Reference.Tag, _site.ReleaseKey);
        _device.Traffic.IsTampered = true;
        DemoPhase phase = await RunAsync("tampered layer", release.Image.Length, device => device.RunUntilSettled(BootsMax));
        _device.Traffic.IsTampered = false;
        CheckRefusal(phase, Outcome.DigestMismatch, isFree: false);
        return pushed;
    }

    private async Task<long> RefuseOlderVersionAsync()
    {
        _output.Heading("Refuse an older version");
        long pushed = await PublishAsync(_first, _site.Reference.Tag, _site.ReleaseKey);
        DemoPhase phase = await RunAsync("older version", 0, device => device.RunUntilSettled(BootsMax));
        CheckRefusal(phase, Outcome.VersionTooLow, isFree: true);
        return pushed;
    }

    private async Task<long> RecoverAsync()
    {
        _output.Heading("Recover from a power cut");
        SiteRelease release = _site.Pack("3.0.0", 3);
        await _site.KeepAsync(release);
        long pushed = await PublishAsync(release, _site.Reference.Tag, _site.ReleaseKey);
        int cutOffset = 0;
        _device.Device.Progressed = (offset, sizeBytes) =>
        {
            if (cutOffset == 0 && offset >= sizeBytes / 2 && ResumePoint.IsBehind(release.Image, offset))
            {
                cutOffset = offset;
                _device.Device.Twin.Power.Lose();
                _report.Step($"power cut after {NumberText.Bytes(offset)} of {NumberText.Bytes(sizeBytes)}");
            }
        };
        DemoPhase phase = await RunAsync("power cut", release.Image.Length, device => device.RunUntilSettled(BootsMax));
        int resumedAt = _device.Traffic.LastStart;
        _report.Check(cutOffset > 0 && resumedAt > 0, $"the transfer went on at {NumberText.Bytes(resumedAt)}, not at the start");
        _report.Check(
            phase.LayerBytes < release.Image.Length + cutOffset,
            $"{NumberText.Bytes(phase.LayerBytes - release.Image.Length)} were fetched twice, of {NumberText.Bytes(release.Image.Length)}");
        _report.Check(_device.RunningVersion == "3.0.0" && IsConfirmed(), $"the device runs {_device.RunningVersion}, confirmed", _lastFailure);
        return pushed;
    }

    // Bytes that publishing put on the wire are not the device's.
    private async Task<long> PublishAsync(SiteRelease release, string tag, KeyPair key)
    {
        long before = WireBytes();
        await _output.TransferAsync(
            $"push {release.Version}", release.Image.Length, progress => _site.PublishAsync(release, tag, key, progress, _cancel));
        string signer = ReferenceEquals(key, _site.ReleaseKey) ? "signed" : "signed with the foreign key";
        _report.Step($"{release.Version} pushed as {_site.Reference.WithTag(tag)} and {signer}");
        return WireBytes() - before;
    }

    private async Task<DemoPhase> RunAsync(string name, int layerBytes, Func<SimulatedDevice, DeviceEnd> run)
    {
        SimulatedDevice device = _device.Device;
        FlashCounters flash = device.Twin.Flash.Counters;
        (int requests, long bytes, long layer) = (_device.Requests, _device.BytesReceived, _device.Traffic.BytesReceived);
        _lastFailure = Outcome.Ok;
        Stopwatch wall = Stopwatch.StartNew();
        DeviceEnd end = await _output.TransferAsync(name, layerBytes, progress =>
        {
            Action<int, int>? also = device.Progressed;
            device.Progressed = (offset, sizeBytes) =>
            {
                progress.Report(offset);
                also?.Invoke(offset, sizeBytes);
            };
            return RunToEndAsync(device, run);
        });
        device.Progressed = null;
        if (end != DeviceEnd.Stopped)
        {
            _report.Check(false, $"{name}: the device ended as {end}", _lastFailure);
        }

        FlashCounters since = device.Twin.Flash.Counters.Since(flash);
        DemoPhase phase = new(
            name, _lastFailure, _device.Requests - requests, _device.BytesReceived - bytes, _device.Traffic.BytesReceived - layer, since.Erases,
            since.Programs, wall.ElapsedMilliseconds);
        _report.Add(phase);
        return phase;
    }

    private async Task<DeviceEnd> RunToEndAsync(SimulatedDevice device, Func<SimulatedDevice, DeviceEnd> run)
    {
        Task<DeviceEnd> running = Task.Run(() => run(device), _cancel);
        try
        {
            return await running.WaitAsync(_cancel);
        }
        catch (OperationCanceledException)
        {
            // Again and again: between two starts a device does not see it. One that waits for its registry is left to its fate.
            Stopwatch stopping = Stopwatch.StartNew();
            while (!running.IsCompleted && stopping.ElapsedMilliseconds < CliLimits.DeviceStopMsMax)
            {
                device.RequestStop();
                await Task.WhenAny(running, Task.Delay(StopPollMs, CancellationToken.None));
            }

            throw;
        }
    }

    private void CheckRefusal(DemoPhase phase, Outcome expected, bool isFree)
    {
        _report.Check(phase.Outcome == expected, $"refused: {(int)phase.Outcome} {phase.Outcome}", phase.Outcome);
        if (isFree)
        {
            _report.Check(phase.Erases == 0 && phase.Programs == 0, $"flash erases: {phase.Erases}, flash programs: {phase.Programs}");
        }

        _report.Check(_device.RunningVersion == "2.0.0" && IsConfirmed(), $"the device still runs {_device.RunningVersion}, confirmed");
    }

    private bool IsConfirmed() =>
        _device.Device.Agent?.Journal is Journal journal && FirmwareVersion.Format(journal.ConfirmedVersion) == _device.RunningVersion;

    private int Counter() => _device.Device.Agent?.Journal.ConfirmedCounter ?? -1;

    private long WireBytes() => _site.Server == null ? 0 : _site.Server.Counters.WireBytesSent + _site.Server.Counters.WireBytesReceived;

    private void Watch(AgentStep step)
    {
        if (step.Outcome != Outcome.Ok)
        {
            _lastFailure = step.Outcome;
            return;
        }

        string? text = (step.From, step.To) switch
        {
            (AgentState.Resolve, AgentState.FetchProof) => $"found another release under {_site.Reference}",
            (AgentState.CheckProof, AgentState.ReadManifest) => "signature verified, before anything else was read",
            (AgentState.ReadManifest or AgentState.FetchChild, AgentState.OpenLayer) => "release verified: board, product, version and counter",
            (AgentState.Stream, AgentState.Seal) =>
                $"streamed into the second slot, {NumberText.Bytes(_device.Device.Agent!.Release.Layer.SizeBytes)}",
            (AgentState.Seal, AgentState.Try) => "sealed: the slot holds what was signed",
            (AgentState.Try, AgentState.Restart) => "handed to the bootloader for a trial; restart",
            (AgentState.Start, AgentState.Trial) => $"started {_device.RunningVersion} on trial",
            (AgentState.Trial, AgentState.Confirm) => "the registry is still within reach: healthy",
            (AgentState.Confirm, AgentState.Idle) => $"confirmed {_device.RunningVersion}",
            _ => null,
        };
        if (text != null)
        {
            _report.Step(text);
        }
    }
}
