using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Commands;

/// <summary>Serves a folder as an OCI registry until it is stopped.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string> _root = new("--root")
    {
        Description = "Folder of the OCI image layout; it is made if need be.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "registry",
    };
    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Address and port; port 0 lets the system choose.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => "127.0.0.1:5000",
    };

    public override string Name => "serve";

    public override string Description => "Serve a folder as an OCI registry until Ctrl+C.";

    public override IReadOnlyList<string> Examples => ["updater serve --root site --listen 127.0.0.1:5000"];

    protected override IEnumerable<Symbol> Symbols => [_root, _listen];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        string listen = context.Value(_listen)!;
        if (!IPEndPoint.TryParse(listen, out IPEndPoint? endPoint) || !listen.Contains(':'))
        {
            throw context.Usage($"--listen wants ADDRESS:PORT such as 127.0.0.1:5000, not \"{listen}\".");
        }

        string root = context.Value(_root)!;
        OutputFile.MakeFolder(root);
        await using RegistryServer server = await StartAsync(root, endPoint, context.Cancel);
        context.Output.Done($"serving {root} at {server.BaseAddress}");
        context.Output.Line($"  Publish with: updater publish {server.Authority}/NAME:TAG FILE --board BOARD. Stop with Ctrl+C.");
        context.Output.Flush();
        // Whoever started it needs the address now, not at the end.
        context.Output.Result(Name, new JsonObject { ["address"] = server.BaseAddress.ToString(), ["registry"] = server.Authority, ["root"] = root });
        try
        {
            await Task.Delay(Timeout.Infinite, context.Cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how serving ends.
        }

        context.Output.Done($"stopped after {server.Counters.Requests} requests, {NumberText.Bytes(server.Counters.WireBytesSent)} sent");
        return null;
    }

    private static async Task<RegistryServer> StartAsync(string root, IPEndPoint endPoint, CancellationToken cancel)
    {
        try
        {
            return await RegistryServer.StartAsync(root, new RegistryServerOptions { EndPoint = endPoint }, cancel);
        }
        catch (IOException problem) when (problem.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw CliException.Of(
                Outcome.Unreachable, $"a free port at {endPoint}", "another program listens there",
                "stop it, or choose another port with --listen 127.0.0.1:0");
        }
        catch (System.Net.Sockets.SocketException problem)
        {
            throw CliException.Of(
                Outcome.Unreachable, $"an address of this machine, not {endPoint}", problem.Message, "choose another address with --listen");
        }
        catch (IOException problem)
        {
            throw CliException.Unwritable(root, problem.Message, "choose another folder with --root; a folder serves one registry at a time");
        }
    }
}
