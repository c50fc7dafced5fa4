namespace Updater.Registry;

/// <summary>Looks at each request before it is answered and may have it answered wrongly. Called from many threads.</summary>
public interface IRequestFilter
{
    /// <summary>Decides on a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>What to do wrong, or null to answer it properly.</returns>
    RequestFault? Decide(RegistryRequest request);
}
