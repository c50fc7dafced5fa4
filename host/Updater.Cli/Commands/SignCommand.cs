using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Signs a release in cosign's tag form.</summary>
internal sealed class SignCommand : CliCommand
{
    private readonly Argument<string> _reference = ReferenceText.CreateArgument("What to sign");
    private readonly SigningKeys _keys = new("--key", "Private key to sign with; may be repeated.", isRequired: true);
    private readonly Option<string> _repository = new("--repository")
    {
        Description = "Repository that the signature names, host[:port]/path; devices compare it with their policy. The one in REF if left out.",
        HelpName = "NAME",
    };

    private readonly RegistryAccess _access = new();

    public override string Name => "sign";

    public override string Description => "Sign a release so that devices and cosign accept it.";

    public override IReadOnlyList<string> Examples =>
    [
        "updater sign 127.0.0.1:5000/lamp:stable --key keys/release.pem",
        "updater sign 127.0.0.1:5000/lamp:stable --key keys/release.pem --key keys/backup.pem --repository firmware.example.org/lamp",
    ];

    protected override IEnumerable<Symbol> Symbols => [_reference, .. _keys.Symbols, _repository, .. _access.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        Reference reference = ReferenceText.ParseNamed(context.Value(_reference));
        string repository = context.Value(_repository) is string named
            ? ReferenceText.RepositoryOf(ReferenceText.Parse(named))
            : ReferenceText.RepositoryOf(reference);
        IReadOnlyList<KeyPair> keys = _keys.Read(context);
        using RegistryClient client = _access.Connect(context, reference);

        // The tag is resolved once: every key signs the same digest.
        string digest = (await client.FetchManifestAsync(reference.Repository, ReferenceText.NameOf(reference), context.Cancel)).Descriptor.Digest;
        CosignTagSigner signer = new(client);
        foreach (KeyPair key in keys)
        {
            await signer.SignAsync(reference.Repository, digest, key, new CosignSignOptions { DockerReference = repository }, context.Cancel);
            context.Output.Done($"signed with key {key.KeyId}");
        }

        string tag = OciNames.SignatureTag(digest);
        context.Output.Fields(("digest", digest), ("repository", repository), ("signature", $"{ReferenceText.RepositoryOf(reference)}:{tag}"));
        return new JsonObject
        {
            ["reference"] = reference.ToString(),
            ["digest"] = digest,
            ["repository"] = repository,
            ["signatureTag"] = tag,
            ["signedBy"] = new JsonArray([.. keys.Select(key => (JsonNode)key.KeyId)]),
        };
    }
}
