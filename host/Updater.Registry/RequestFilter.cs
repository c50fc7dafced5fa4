namespace Updater.Registry;

/// <summary>A filter made of a function.</summary>
/// <param name="decide">Decides on a request; null answers it properly.</param>
public sealed class RequestFilter(Func<RegistryRequest, RequestFault?> decide) : IRequestFilter
{
    /// <inheritdoc/>
    public RequestFault? Decide(RegistryRequest request) => decide(request);
}
