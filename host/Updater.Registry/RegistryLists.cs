using System.Net;
using System.Text.Json;
using Updater.Core.Content;

namespace Updater.Registry;

/// <summary>The lists a client reads page by page: tags and referrers.</summary>
internal sealed class RegistryLists(RegistryHttp http, Uri baseAddress, RegistryClientOptions options)
{
    public async Task<IReadOnlyList<string>> TagsAsync(string repository, CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        // distribution 2.8 neither sorts nor pages.
        SortedSet<string> tags = new(StringComparer.Ordinal);
        Uri? next = new(baseAddress, $"v2/{repository}/tags/list?n={RegistryLimits.TagsPageMax}");
        for (int page = 0; next != null; page++)
        {
            RequirePage(page);
            Uri target = next;
            using HttpResponseMessage answer = await http.SendAsync(new RegistryCall(HttpMethod.Get, target, repository), cancel);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw await RegistryFailure.FromAsync(answer, target);
            }

            AddTags(await BodyReader.ReadAllAsync(answer, RegistryLimits.ListBytesMax, options.BodyTimeoutMs, http, cancel), tags);
            next = Next(answer, target);
        }

        return [.. tags];
    }

    /// <summary>The referrers and whether the filter was applied; null where there is no such API.</summary>
    public async Task<(IReadOnlyList<ContentDescriptor>? Listed, bool IsFiltered)> ReferrersAsync(string repository, string digest,
        string? artifactType, CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        List<ContentDescriptor> listed = [];
        bool isFiltered = true;
        string query = artifactType == null ? "" : "?artifactType=" + Uri.EscapeDataString(artifactType);
        Uri? next = new(baseAddress, $"v2/{repository}/referrers/{digest}{query}");
        for (int page = 0; next != null; page++)
        {
            RequirePage(page);
            Uri target = next;
            using HttpResponseMessage answer = await http.SendAsync(new RegistryCall(HttpMethod.Get, target, repository), cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound && page == 0)
            {
                return (null, false);
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw await RegistryFailure.FromAsync(answer, target);
            }

            byte[] body = await BodyReader.ReadAllAsync(answer, RegistryLimits.ListBytesMax, options.BodyTimeoutMs, http, cancel);
            listed.AddRange(Manifests.Read(body, MediaTypes.Index).Children);
            isFiltered &= RegistryClient.Header(answer, "OCI-Filters-Applied")?.Contains("artifactType", StringComparison.Ordinal) == true;
            next = Next(answer, target);
        }

        return (listed, isFiltered);
    }

    private static void AddTags(byte[] body, SortedSet<string> tags)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.GetProperty("tags") is { ValueKind: JsonValueKind.Array } list)
            {
                foreach (JsonElement tag in list.EnumerateArray())
                {
                    tags.Add(tag.GetString()!);
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw RegistryFailure.Protocol("a list of tags in JSON", problem.Message);
        }
    }

    private static void RequirePage(int page)
    {
        if (page == RegistryLimits.PagesMax)
        {
            throw RegistryFailure.Protocol($"a list of at most {RegistryLimits.PagesMax} pages", "more");
        }
    }

    /// <summary>The next page (RFC 8288): on the same registry, or none.</summary>
    private static Uri? Next(HttpResponseMessage answer, Uri target)
    {
        string? link = RegistryClient.Header(answer, "Link");
        int open = link?.IndexOf('<') ?? -1;
        int close = link?.IndexOf('>') ?? -1;
        if (open < 0 || close < open || !link!.Contains("rel=\"next\"", StringComparison.Ordinal))
        {
            return null;
        }

        return Uri.TryCreate(target, link[(open + 1)..close], out Uri? next) && next.Authority == target.Authority
            ? next
            : throw RegistryFailure.Protocol("a next page on the same registry", link);
    }
}
