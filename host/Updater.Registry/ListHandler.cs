using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Updater.Core.Content;

namespace Updater.Registry;

/// <summary>Lists: tags and referrers, page by page.</summary>
internal sealed class ListHandler(LayoutStore store)
{
    public async Task TagsAsync(HttpContext context, RegistryTarget target)
    {
        RequireGet(context);
        IReadOnlyList<string> tags = store.Tags(target.Repository) ?? throw new StoreException(404, "NAME_UNKNOWN", $"no repository {target.Repository}");
        string limit = context.Request.Query["n"].ToString();
        int count = RegistryLimits.TagsPageMax;
        if (limit.Length > 0)
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int asked))
            {
                throw new StoreException(400, "UNSUPPORTED", "n is not a number");
            }

            count = Math.Min(count, asked);
        }

        string last = context.Request.Query["last"].ToString();
        List<string> rest = [.. tags.Where(tag => last.Length == 0 || string.CompareOrdinal(tag, last) > 0)];
        List<string> page = [.. rest.Take(count)];
        if (rest.Count > page.Count && page.Count > 0)
        {
            context.Response.Headers.Link = $"</v2/{target.Repository}/tags/list?n={count}&last={page[^1]}>; rel=\"next\"";
        }

        await RegistryAnswers.BytesAsync(context, 200, "application/json", JsonSerializer.SerializeToUtf8Bytes(new { name = target.Repository, tags = page }));
    }

    public async Task ReferrersAsync(HttpContext context, RegistryTarget target)
    {
        RequireGet(context);
        if (!OciNames.IsDigest(target.Reference))
        {
            throw StoreException.DigestInvalid(target.Reference);
        }

        string filter = context.Request.Query["artifactType"].ToString();
        string last = context.Request.Query["last"].ToString();
        List<ContentDescriptor> rest = [.. store.Referrers(target.Repository, target.Reference)
            .Where(referrer => (filter.Length == 0 || referrer.ArtifactType == filter) && string.CompareOrdinal(referrer.Digest, last) > 0)];
        List<ContentDescriptor> page = [.. rest.Take(RegistryLimits.ReferrersPageMax)];
        string filterQuery = filter.Length == 0 ? "" : $"artifactType={Uri.EscapeDataString(filter)}&";
        if (rest.Count > page.Count)
        {
            context.Response.Headers.Link = $"</v2/{target.Repository}/referrers/{target.Reference}?{filterQuery}last={page[^1].Digest}>; rel=\"next\"";
        }

        if (filter.Length > 0)
        {
            context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        await RegistryAnswers.BytesAsync(context, 200, MediaTypes.Index, Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = page }));
    }

    private static void RequireGet(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            throw new StoreException(405, "UNSUPPORTED", "a list takes GET");
        }
    }
}
