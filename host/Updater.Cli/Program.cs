using System.Runtime.InteropServices;
using System.Text;
using Updater.Cli;
using Updater.Cli.Failures;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using CancellationTokenSource stop = new();
using Timer deadline = new(_ => Environment.Exit(ExitCodes.Unexpected));
int stopsCount = 0;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CliApplication.RunAsync(args, Console.Out, Console.Error, stop.Token);

// The first signal ends the command in order. Further ones must not kill the clean-up, which leaves files behind; but it has its time.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    if (Interlocked.Exchange(ref stopsCount, 1) == 0)
    {
        deadline.Change(CliLimits.StopMsMax, Timeout.Infinite);
        stop.Cancel();
    }
}
