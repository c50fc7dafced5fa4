using Updater.Core.Content;
using Updater.Core.Trust;
using Updater.Device.Registry;

namespace Updater.Cli.Verification;

/// <summary>What a device would know: where the release comes from, whom it trusts, what it is, what it has confirmed.</summary>
/// <param name="Reference">What to verify.</param>
/// <param name="Registry">How the registry is reached.</param>
/// <param name="Policy">Whom to trust.</param>
/// <param name="FloorVersion">Version that counts as confirmed, packed.</param>
/// <param name="FloorCounter">Security counter that counts as confirmed.</param>
internal sealed record VerificationRequest(Reference Reference, RegistryOptions Registry, TrustPolicy Policy, ulong FloorVersion, int FloorCounter);
