using System.CommandLine;
using Updater.Cli.Failures;
using Updater.Cli.Verification;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Options that make a device's policy and floor.</summary>
internal sealed class PolicyOptions(bool isRequired)
{
    private readonly PolicyKeys _keys = new("Public key to trust; may be repeated.", isRequired);
    private readonly Option<int> _threshold = new("--threshold")
    {
        Description = "How many of the keys must have signed.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string> _repository = new("--repository")
    {
        Description = "Repository that signatures must name; the one in REF if left out.",
        HelpName = "NAME",
    };
    private readonly Option<string> _board = new("--board")
    {
        Description = "Board the release must be for.",
        HelpName = "BOARD",
        Required = isRequired,
    };
    private readonly Option<string> _product = new("--product") { Description = "Product the release must be for.", HelpName = "PRODUCT" };
    private readonly Option<string> _floorVersion = new("--floor-version")
    {
        Description = "Version the device has confirmed.",
        HelpName = "VERSION",
        DefaultValueFactory = _ => "0.0.0",
    };
    private readonly Option<string> _floorCounter = new("--floor-counter")
    {
        Description = "Security counter the device has confirmed.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => "0",
    };
    private readonly Option<string> _layerType = new("--layer-type")
    {
        Description = "Media type of the firmware layer.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => MediaTypes.FirmwareImage,
    };

    public IEnumerable<Symbol> Symbols => [.. _keys.Symbols, _threshold, _repository, _board, _product, _floorVersion, _floorCounter, _layerType];

    public string? Board(CommandContext context) => context.Value(_board);

    public IReadOnlyList<PublicKey> Keys(CommandContext context) => _keys.Read(context);

    /// <summary>What a device with these options would be asked.</summary>
    public VerificationRequest Create(CommandContext context, Reference reference, IReadOnlyList<PublicKey> keys, RegistryAccess access)
    {
        string board = context.Value(_board) ?? throw context.Usage("A verification needs --board.");
        string repository = context.Value(_repository) is string named
            ? ReferenceText.RepositoryOf(ReferenceText.Parse(named))
            : ReferenceText.RepositoryOf(reference);
        string[] twice = [.. keys.GroupBy(key => key.KeyId).Where(same => same.Count() > 1).Select(same => same.Key)];
        if (twice.Length > 0)
        {
            throw CliException.Of(
                Outcome.ConfigMalformed, "different keys", $"the same key given more than once: {string.Join(", ", twice)}",
                "give each --key once; files of other names can hold the same key");
        }

        int threshold = context.Value(_threshold);
        Outcome outcome = TrustPolicy.Create(
            [.. keys.Select(Parse)], threshold, repository, context.Value(_product), board, context.Value(_layerType), out TrustPolicy policy);
        if (outcome != Outcome.Ok)
        {
            throw CliException.Of(
                outcome, $"1 to {Limits.KeysMax} different keys and a threshold from 1 to their number",
                $"{keys.Count} keys and a threshold of {threshold}", "correct --key and --threshold");
        }

        return new VerificationRequest(
            reference, access.ForDevice(context, reference), policy,
            NumberText.Version(context.Value(_floorVersion)!), NumberText.Counter(context.Value(_floorCounter)!));
    }

    private static EcPublicKey Parse(PublicKey key)
    {
        byte[] encoded = key.ToSubjectPublicKeyInfo();
        Outcome outcome = EcPublicKey.Parse(encoded, 0, encoded.Length, out EcPublicKey parsed);
        return outcome == Outcome.Ok
            ? parsed
            : throw CliException.Of(outcome, "a P-256 public key, uncompressed", $"key {key.KeyId}", "make keys with 'updater keygen'");
    }
}
