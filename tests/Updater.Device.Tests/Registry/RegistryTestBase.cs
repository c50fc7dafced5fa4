using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>What the tests of the registry adapter share.</summary>
public abstract class RegistryTestBase
{
    internal const string Layer = "application/octet-stream";
    internal const string Body = "0123456789abcdefghijklmnopqrstuvwxyz";

    internal static readonly byte[] s_digest = SHA256.HashData(Encoding.ASCII.GetBytes(Body));

    internal static Reference ReferenceOf(string authority, string repository = "fleet/board", string? tag = "stable", byte[]? digest = null)
    {
        // Not Reference.Parse: what it refuses has to be harmless here as well.
        return (Reference)Activator.CreateInstance(
            typeof(Reference), BindingFlags.NonPublic | BindingFlags.Instance, null, [authority, repository, tag, digest], null)!;
    }

    internal static RegistrySource Source(string? user = null, string? password = null)
    {
        return new RegistrySource(new RegistryOptions { IsPlainHttp = true, User = user, Password = password });
    }

    /// <summary>A source with time limits for tests of slow servers.</summary>
    internal static RegistrySource Impatient(int requestTimeoutMs = 400, int bodyTimeoutMs = 400)
    {
        return new RegistrySource(new RegistryOptions { IsPlainHttp = true, RequestTimeoutMs = requestTimeoutMs, BodyTimeoutMs = bodyTimeoutMs });
    }

    internal static Descriptor Blob(int sizeBytes)
    {
        return new Descriptor(Layer, s_digest, sizeBytes);
    }

    /// <summary>Resolves without a known digest, for its outcome alone.</summary>
    internal static Outcome Resolve(RegistrySource source, HostileServer server)
    {
        Outcome outcome = source.Resolve(ReferenceOf(server.Authority), null!, out string type, out IByteSource content, out int sizeBytes);
        if (outcome != Outcome.Ok)
        {
            Assert.IsNull(type);
            Assert.IsNull(content);
            Assert.AreEqual(0, sizeBytes);
        }

        content?.Dispose();
        return outcome;
    }

    /// <summary>Resolves some manifest of the server, then opens a blob in the same repository.</summary>
    internal static Outcome Open(RegistrySource source, HostileServer server, Descriptor blob, int start, out IByteSource body)
    {
        Outcome resolved = source.Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource manifest, out _);
        Assert.AreEqual(Outcome.Ok, resolved);
        Assert.AreEqual(Outcome.Ok, ReadAll(manifest, out _));
        Outcome outcome = source.Open(blob, start, out body);
        Assert.AreEqual(outcome == Outcome.Ok, body is not null);
        return outcome;
    }

    /// <summary>Reads to the end or to the first failure, and closes.</summary>
    internal static Outcome ReadAll(IByteSource body, out string text, int blockSizeBytes = 16, int bytesMax = 1 << 20)
    {
        using (body)
        {
            StringBuilder all = new();
            byte[] block = new byte[blockSizeBytes];
            while (all.Length < bytesMax)
            {
                Outcome outcome = body.Read(block, 0, block.Length, out int read);
                all.Append(Encoding.Latin1.GetString(block, 0, read));
                if (outcome != Outcome.Ok || read == 0)
                {
                    // A failure and an end both stay.
                    Assert.AreEqual(outcome, body.Read(block, 0, block.Length, out int again));
                    Assert.AreEqual(0, read);
                    Assert.AreEqual(0, again);
                    text = all.ToString();
                    return outcome;
                }
            }

            text = all.ToString();
            return Outcome.Ok;
        }
    }

    /// <summary>A script whose manifest is always the same and whose blobs are the reply.</summary>
    internal static Func<RecordedRequest, Reply> BlobIs(Reply reply)
    {
        return request => request.Target.Contains("/blobs/", StringComparison.Ordinal) ? reply : Manifest();
    }

    internal static Reply Manifest(string body = "{}")
    {
        return Reply.Of(200, body, "Content-Type: " + MediaTypes.Manifest);
    }
}
