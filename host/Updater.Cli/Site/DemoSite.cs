using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Cli.Reporting;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Simulation;
using Updater.Twin.Boards;

namespace Updater.Cli.Site;

/// <summary>A small site: a registry, keys, releases for one board. Gone when disposed, unless it is to be kept.</summary>
internal sealed class DemoSite : IAsyncDisposable
{
    /// <summary>Product of the releases.</summary>
    public const string Product = "demo";

    private const string OwnRepository = "demo/lamp";
    private const string RegistryFolder = "registry";
    private const string SecretName = "release.pem";
    private const string PublicName = "release.pub.pem";
    private const string ServeAddress = "127.0.0.1:5000";
    private readonly SiteOptions _options;
    private readonly List<string> _pushed = [];
    private readonly List<string> _kept = [];
    private readonly ECDsa _imageKey;

    private DemoSite(SiteOptions options, string folder, RegistryServer? server, RegistryClient client, Reference reference)
    {
        _options = options;
        Folder = folder;
        Server = server;
        Client = client;
        Reference = reference;
        ReleaseKey = KeyPair.Generate();
        ForeignKey = KeyPair.Generate();
        _imageKey = SigningKeys.ToImageKey(ReleaseKey);
        Board = ChooseBoard();
    }

    /// <summary>Where the site's files are.</summary>
    public string Folder { get; }

    /// <summary>The site's own registry, or null.</summary>
    public RegistryServer? Server { get; }

    /// <summary>Client of the registry.</summary>
    public RegistryClient Client { get; }

    /// <summary>What devices poll.</summary>
    public Reference Reference { get; }

    /// <summary>The board.</summary>
    public BoardFile Board { get; }

    /// <summary>The key devices trust.</summary>
    public KeyPair ReleaseKey { get; }

    /// <summary>A key they do not.</summary>
    public KeyPair ForeignKey { get; }

    /// <summary>Keys the bootloader trusts.</summary>
    public IReadOnlyCollection<McubootPublicKey> BootKeys => [McubootPublicKey.From(_imageKey)];

    /// <summary>What the site was made of.</summary>
    public SiteOptions Options => _options;

    private bool IsPlainHttp => RegistryClient.AddressOf(Reference.Registry, _options.UsesPlainHttp).Scheme == Uri.UriSchemeHttp;

    /// <summary>Opens a site.</summary>
    public static async Task<DemoSite> OpenAsync(SiteOptions options, CancellationToken cancel)
    {
        RequireEmpty(options.KeepFolder);
        string folder = options.KeepFolder ?? Directory.CreateTempSubdirectory("updater-").FullName;
        RegistryServer? server = null;
        try
        {
            OutputFile.MakeFolder(folder);
            server = options.Repository == null
                ? await RegistryServer.StartAsync(
                    Path.Combine(folder, RegistryFolder), new RegistryServerOptions { Store = new LayoutStoreOptions { FlushesToDisk = false } }, cancel)
                : null;
            string registry = server?.Authority ?? options.Repository!.Registry;
            string repository = server == null ? options.Repository!.Repository : OwnRepository;
            // A tag of its own: the registry may be somebody's.
            string tag = server == null ? "demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) : "stable";
            return new DemoSite(options, folder, server, Connect(options, registry), ReferenceText.Parse($"{registry}/{repository}:{tag}"));
        }
        catch
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
            Remove(options, folder);
            throw;
        }
    }

    /// <summary>What a device of the site is set up with.</summary>
    /// <param name="seed">Seed of its jitter.</param>
    public DeviceSetup CreateSetup(int seed) => new()
    {
        Reference = Reference.ToString(),
        Board = Board,
        Keys = [ReleaseKey.Public],
        Repository = ReferenceText.RepositoryOf(Reference),
        Product = Product,
        IsPlainHttp = IsPlainHttp,
        User = _options.User,
        Password = _options.Password,
        Seed = seed,
    };

    /// <summary>Packs a release.</summary>
    public SiteRelease Pack(string version, int counter) => new(version, counter, McubootPacker.Pack(_options.Firmware, new McubootPackOptions
    {
        Version = McubootVersion.Parse(version),
        SigningKey = _imageKey,
        SecurityCounter = (uint)counter,
    }));

    /// <summary>Pushes a release and signs it.</summary>
    /// <param name="release">The release.</param>
    /// <param name="tag">Tag that names it from then on.</param>
    /// <param name="key">Key to sign with.</param>
    /// <param name="progress">Told how many bytes of the image were sent.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Digest of the release.</returns>
    public async Task<string> PublishAsync(SiteRelease release, string tag, KeyPair key, IProgress<long>? progress, CancellationToken cancel)
    {
        using MemoryStream image = new(release.Image, writable: false);
        FirmwareArtifact artifact = new()
        {
            Image = image,
            Title = $"{Product}-{release.Version}.img",
            Version = release.Version,
            Board = Board.Name,
            Product = Product,
            SecurityCounter = release.Counter,
        };
        ContentDescriptor pushed = await new FirmwarePublisher(Client).PublishAsync(Reference.Repository, tag, artifact, progress, cancel);
        _pushed.Add(pushed.Digest);
        await new CosignTagSigner(Client).SignAsync(Reference.Repository, pushed.Digest, key, null, cancel);
        return pushed.Digest;
    }

    /// <summary>Writes keys and an image into the folder, if it is to be kept.</summary>
    public async Task KeepAsync(params SiteRelease[] releases)
    {
        if (_options.KeepFolder == null)
        {
            return;
        }

        if (_kept.Count == 0)
        {
            ReleaseKey.WritePrivate(Path.Combine(Folder, SecretName));
            await OutputFile.WriteAsync(Path.Combine(Folder, PublicName), System.Text.Encoding.ASCII.GetBytes(ReleaseKey.Public.ToPem()));
            _kept.AddRange([SecretName, PublicName]);
        }

        foreach (SiteRelease release in releases)
        {
            string name = $"{Product}-{release.Version}.img";
            await OutputFile.WriteAsync(Path.Combine(Folder, name), release.Image);
            _kept.Add(name);
        }
    }

    /// <summary>Says what is left in the folder, if it is to be kept, and how it is used.</summary>
    /// <returns>The same for programs, or null.</returns>
    public JsonObject? ReportKept(CommandOutput output)
    {
        if (_options.KeepFolder == null)
        {
            return null;
        }

        string repository = ReferenceText.RepositoryOf(Reference);
        string[] files = [.. _kept, .. Server == null ? Array.Empty<string>() : [RegistryFolder + "/"]];
        string verify = $"--repository {repository} --key {Path.Combine(Folder, PublicName)} --board {Board.Name} --product {Product}";
        output.Heading("Kept");
        output.Fields(("folder", Folder), ("files", string.Join(", ", files)));
        output.Line($"  Signatures name the address of this run, {repository}:");
        if (Server == null)
        {
            output.Line($"  updater verify {Reference} {verify}");
        }
        else
        {
            output.Line($"  updater serve --root {Path.Combine(Folder, RegistryFolder)} --listen {ServeAddress}");
            output.Line($"  updater verify {ServeAddress}/{OwnRepository}:{Reference.Tag} {verify}");
        }

        return new JsonObject
        {
            ["folder"] = Folder,
            ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]),
            ["repository"] = repository,
            ["board"] = Board.Name,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Server == null && _options.KeepFolder == null)
        {
            await RemovePushedAsync();
        }

        Client.Dispose();
        await (Server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _imageKey.Dispose();
        ReleaseKey.Dispose();
        ForeignKey.Dispose();
        Remove(_options, Folder);
    }

    private static RegistryClient Connect(SiteOptions options, string registry)
    {
        Uri address = RegistryClient.AddressOf(registry, options.UsesPlainHttp);
        return new RegistryClient(address, new RegistryClientOptions
        {
            Credentials = options.User == null
                ? null
                : new FixedCredential(address.Authority, new RegistryCredential(options.User, options.Password ?? "")),
            RetriesMax = CliLimits.RetriesMax,
            RetryDelayMs = CliLimits.RetryDelayMs,
        });
    }

    // Two runs in one folder would mix: keys of one, releases of the other.
    private static void RequireEmpty(string? folder)
    {
        if (folder == null)
        {
            return;
        }

        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw CliException.Unwritable(folder, "a folder that is not empty", "give --keep a new or an empty folder, or remove this one");
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Unwritable(folder, problem.Message);
        }
    }

    private static void Remove(SiteOptions options, string folder)
    {
        if (options.KeepFolder == null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Many registries do not let anybody delete; then the tags stay, and say by their names what they were.
    private async Task RemovePushedAsync()
    {
        using CancellationTokenSource limit = new(CliLimits.RegistryCleanupMsMax);
        foreach (string digest in _pushed.Distinct(StringComparer.Ordinal))
        {
            foreach (string name in new[] { OciNames.SignatureTag(digest), digest })
            {
                try
                {
                    string target = OciNames.IsDigest(name) ? name : (await Client.ResolveAsync(Reference.Repository, name, limit.Token)).Digest;
                    await Client.DeleteManifestAsync(Reference.Repository, target, limit.Token);
                }
                catch (Exception problem) when (problem is RegistryException or OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private BoardFile ChooseBoard()
    {
        int imageBytes = Pack("1.0.0", 1).Image.Length;
        if (_options.Board != null)
        {
            BoardFile named = BoardChoice.Load(_options.Board);
            BoardChoice.RequireFit(named, imageBytes, "the firmware");
            return named;
        }

        BoardFile[] boards = [.. BoardCatalog.LoadUsable(out IReadOnlyList<string> broken).OrderBy(board => board.ImageBytesMax)];
        string room = boards.Length == 0 ? "a board that can be used" : $"at most {boards[^1].ImageBytesMax} bytes, the room on {boards[^1].Name}";
        return boards.FirstOrDefault(board => board.ImageBytesMax >= imageBytes) ?? throw CliException.Of(
            Outcome.ImageTooLarge, room, $"{imageBytes} bytes",
            string.Join("; ", ["give smaller firmware, or add a board with larger slots", .. broken]));
    }
}
