using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Updater.Core.Platform;
using Updater.Registry.Credentials;
using Updater.Vectors;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class CredentialTests
{
    private const string Authority = "registry.example:5000";

    // tester:se:cret
    private const string Auth = "dGVzdGVyOnNlOmNyZXQ=";

    [TestMethod]
    [DataRow("DOCKER_CONFIG", "config.json")]
    [DataRow("HOME", ".docker/config.json")]
    [DataRow("REGISTRY_AUTH_FILE", "")]
    [DataRow("XDG_RUNTIME_DIR", "containers/auth.json")]
    public void Credentials_are_found_in_each_place(string variable, string path)
    {
        using Home home = new();
        string file = home.Write(path.Length == 0 ? "auth.json" : path, $$$$"""{"auths":{"{{{{Authority}}}}":{"auth":"{{{{Auth}}}}"}}}""");
        home.Variables[variable] = path.Length == 0 ? file : home.Root;
        RegistryCredential found = home.Source().Find(Authority)!;
        Assert.AreEqual("tester", found.User);
        Assert.AreEqual("se:cret", found.Password);
        Assert.IsNull(home.Source().Find("other.example"));
        Assert.IsNull(home.Source().Find("registry.example"), "the port is part of it");
    }

    [TestMethod]
    [DataRow("https://registry.example:5000")]
    [DataRow("https://registry.example:5000/v1/")]
    [DataRow("Registry.Example:5000")]
    [DataRow("registry.example:5000/v2/")]
    public void Keys_written_as_addresses_are_understood(string key)
    {
        using Home home = new();
        home.Write("config.json", $$$$"""{"auths":{"{{{{key}}}}":{"auth":"{{{{Auth}}}}"}}}""");
        Assert.AreEqual("tester", home.Source().Find(Authority)!.User);
    }

    [TestMethod]
    [DataRow("registry.example:5000/team/repo")]
    [DataRow("registry.example:5000.evil")]
    [DataRow("evil/registry.example:5000")]
    public void Keys_of_something_else_are_not_taken(string key)
    {
        using Home home = new();
        home.Write("config.json", $$$$"""{"auths":{"{{{{key}}}}":{"auth":"{{{{Auth}}}}"}}}""");
        Assert.IsNull(home.Source().Find(Authority));
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("{\"auths\":[]}")]
    [DataRow("{\"auths\":{\"registry.example:5000\":{\"auth\":\"topsecret!!\"}}}")]
    [DataRow("{\"auths\":{\"registry.example:5000\":{\"auth\":\"dG9wc2VjcmV0\"}}}")]
    [DataRow("{\"auths\":{\"registry.example:5000\":{\"auth\":7}}}")]
    [DataRow("{\"credsStore\":{}}")]
    public void Damaged_file_is_named_and_its_content_is_not(string content)
    {
        using Home home = new();
        string path = home.Write("config.json", content);
        RegistryException problem = Assert.ThrowsExactly<RegistryException>(() => home.Source().Find(Authority));
        Assert.AreEqual(Outcome.ConfigMalformed, problem.Outcome);
        StringAssert.Contains(problem.Message, path);
        Assert.IsFalse(problem.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Absent_files_are_no_problem()
    {
        using Home home = new();
        Assert.IsNull(home.Source().Find(Authority));
        Assert.IsNull(new DockerConfigCredentials(_ => null).Find(Authority));
        Assert.IsFalse(home.Source().Logout(Authority));
    }

    [TestMethod]
    public void Login_keeps_the_rest_of_the_file_is_private_and_logout_undoes_it()
    {
        using Home home = new();
        string path = home.Write("config.json", $$$$"""{"HttpHeaders":{"a":"b"},"auths":{"other.example":{"auth":"{{{{Auth}}}}"}}}""");
        Assert.AreEqual(path, home.Source().Login(Authority, new RegistryCredential("me", "pass:word")));
        DockerConfigCredentials again = home.Source();
        Assert.AreEqual(new RegistryCredential("me", "pass:word"), again.Find(Authority));
        Assert.AreEqual("tester", again.Find("other.example")!.User);
        using (JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path)))
        {
            Assert.AreEqual("b", document.RootElement.GetProperty("HttpHeaders").GetProperty("a").GetString());
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.HasCount(1, Directory.GetFiles(home.Root), "nothing is left beside");
        Assert.IsTrue(again.Logout(Authority));
        Assert.IsNull(again.Find(Authority));
        Assert.IsNull(home.Source().Find(Authority));
        Assert.AreEqual("tester", home.Source().Find("other.example")!.User);
        Assert.IsFalse(home.Source().Logout(Authority));
    }

    [TestMethod]
    public void First_login_makes_folder_and_file_and_a_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Home home = new();
        home.Variables["DOCKER_CONFIG"] = Path.Combine(home.Root, "new", "folder");
        string path = home.Source().Login(Authority, new RegistryCredential("me", "x"));
        Assert.AreEqual("me", home.Source().Find(Authority)!.User);
        string link = Path.Combine(home.Root, "link.json");
        File.CreateSymbolicLink(link, path);
        home.Variables["REGISTRY_AUTH_FILE"] = link;
        home.Source().Login(Authority, new RegistryCredential("you", "y"));
        Assert.IsNotNull(new FileInfo(link).LinkTarget);
        StringAssert.Contains(File.ReadAllText(path), "eW91Onk=");
    }

    [TestMethod]
    public void Helper_is_asked_and_told()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Home home = new();
        home.WriteHelper("box", """
            here=$(dirname "$0"); input=$(cat)
            case "$1" in
            get) if [ -f "$here/kept" ] && [ "$input" = "registry.example:5000" ]; then cat "$here/kept"; else echo "credentials not found in native keychain"; exit 1; fi;;
            store) printf '%s' "$input" > "$here/kept";;
            erase) rm "$here/kept";;
            esac
            """);
        home.Write("config.json", $$$$"""{"credsStore":"box","auths":{"{{{{Authority}}}}":{},"plain.example":{"auth":"{{{{Auth}}}}"}}}""");
        Assert.IsNull(home.Source().Find(Authority));
        Assert.AreEqual("tester", home.Source().Find("plain.example")!.User);
        Assert.AreEqual("docker-credential-box", home.Source().Login(Authority, new RegistryCredential("me", "se\"cret")));
        Assert.AreEqual(new RegistryCredential("me", "se\"cret"), home.Source().Find(Authority));
        Assert.IsFalse(File.ReadAllText(Path.Combine(home.Root, "config.json")).Contains("cret", StringComparison.Ordinal));
        home.Source().Login(Authority, new RegistryCredential("", "") { IdentityToken = "idt" });
        Assert.AreEqual("idt", home.Source().Find(Authority)!.IdentityToken);
        Assert.IsTrue(home.Source().Logout(Authority));
        Assert.IsNull(home.Source().Find(Authority));
    }

    [TestMethod]
    public void Helper_that_is_gone_hangs_fails_or_talks_nonsense_is_refused_in_time()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Home home = new();
        home.WriteHelper("hangs", "sleep 60");
        home.WriteHelper("fails", "echo locked; exit 3");
        home.WriteHelper("babbles", "cat; echo no json");
        home.WriteHelper("endless", "yes topsecret");
        Stopwatch watch = Stopwatch.StartNew();
        (string Name, Outcome Expected)[] helpers = [("gone", Outcome.ConfigMalformed), ("hangs", Outcome.TimedOut), ("fails", Outcome.ConfigMalformed),
            ("babbles", Outcome.ConfigMalformed), ("endless", Outcome.ConfigMalformed), ("../../bin/sh", Outcome.ConfigMalformed)];
        foreach ((string name, Outcome expected) in helpers)
        {
            home.Write("config.json", $$$"""{"credHelpers":{"{{{Authority}}}":"{{{name}}}"}}""");
            RegistryException problem = Assert.ThrowsExactly<RegistryException>(() => home.Source(helperTimeoutMs: 1000).Find(Authority));
            Assert.AreEqual(expected, problem.Outcome, name);
            Assert.IsFalse(problem.ToString().Contains("secret", StringComparison.Ordinal));
            Assert.IsNull(home.Source().Find("other.example"), "it is one registry's helper");
        }

        Assert.IsLessThan(30_000L, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void Environment_is_for_one_registry_and_comes_first_in_a_chain()
    {
        using Home home = new();
        home.Write("config.json", $$$$"""{"auths":{"{{{{Authority}}}}":{"auth":"{{{{Auth}}}}"},"other.example":{"auth":"{{{{Auth}}}}"}}}""");
        home.Variables["UPDATER_USER"] = "env";
        home.Variables["UPDATER_PASSWORD"] = "p";
        CredentialChain chain = new(new EnvironmentCredentials(Authority, home.Variable), home.Source());
        Assert.AreEqual("env", chain.Find(Authority)!.User);
        Assert.AreEqual("tester", chain.Find("other.example")!.User);
        Assert.IsNull(chain.Find("third.example"));
        Assert.IsNull(new EnvironmentCredentials(null, home.Variable).Find(Authority));
        home.Variables["UPDATER_REGISTRY"] = "third.example";
        Assert.AreEqual("tester", chain.Find(Authority)!.User);
        Assert.AreEqual("env", chain.Find("third.example")!.User);
        home.Variables["UPDATER_PASSWORD"] = "";
        Assert.AreEqual(Outcome.ConfigMalformed, Assert.ThrowsExactly<RegistryException>(() => chain.Find("third.example")).Outcome);
    }

    [TestMethod]
    public async Task File_opens_a_registry_with_basic_and_with_tokens()
    {
        foreach (bool usesTokens in (bool[])[false, true])
        {
            RegistryCredential credential = new("tester", "se:cret");
            await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { PullCredential = credential, UsesTokens = usesTokens });
            using Home home = new();
            home.Source().Login(test.Server.Authority, credential);
            using RegistryClient client = new(test.Server.BaseAddress, TestServer.Fast with { Credentials = home.Source() });
            await Sample.PublishAsync(client, "acme/fw", "v1", TestServer.Bytes(10));
            Assert.AreEqual(Outcome.Unauthorized, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                test.Client.ResolveAsync("acme/fw", "v1"))).Outcome);
        }
    }

    [TestMethod]
    public async Task File_opens_docker_registry()
    {
        await using DockerRegistry? registry = await DockerRegistry.TryStart(needsPassword: true);
        if (registry == null)
        {
            return;
        }

        using Home home = new();
        home.Source().Login(registry.Authority, new RegistryCredential(DockerRegistry.User, DockerRegistry.Password));
        using RegistryClient client = new(registry.BaseAddress, TestServer.Fast with { Credentials = home.Source() });
        await Sample.PublishAsync(client, "acme/fw", "v1", TestServer.Bytes(10));
        home.Source().Logout(registry.Authority);
        using RegistryClient after = new(registry.BaseAddress, TestServer.Fast with { Credentials = home.Source() });
        Assert.AreEqual(Outcome.Unauthorized, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            after.ResolveAsync("acme/fw", "v1"))).Outcome);
    }

    [TestMethod]
    public async Task Identity_token_is_exchanged_by_post_and_goes_nowhere_else()
    {
        await using TestServer test = await TestServer.StartAsync();
        await Sample.PublishAsync(test.Client, "acme/fw", "v1", TestServer.Bytes(10));
        using TokenService service = new();
        List<string?> seen = [];
        test.Server.Filter = new RequestFilter(request =>
        {
            lock (seen)
            {
                seen.Add(request.Authorization);
            }

            return request.Authorization == "Bearer exchanged" ? null : new RequestFault
            {
                Status = 401,
                Headers = [new("WWW-Authenticate", $"Bearer realm=\"http://127.0.0.1:{service.Port}/auth\",service=\"s v\"")],
            };
        });
        RegistryCredential credential = new("", "") { IdentityToken = "id&token" };
        using RegistryClient client = new(test.Server.BaseAddress,
            TestServer.Fast with { Credentials = new FixedCredential(test.Server.Authority, credential) });
        await client.ResolveAsync("acme/fw", "v1");
        string request = await service.Request;
        StringAssert.StartsWith(request, "POST /auth HTTP/1.1");
        StringAssert.Contains(request, "grant_type=refresh_token");
        StringAssert.Contains(request, "refresh_token=id%26token");
        StringAssert.Contains(request, "service=s%20v");
        StringAssert.Contains(request, "scope=repository%3Aacme%2Ffw%3Apull");
        Assert.IsFalse(request.Contains("Authorization", StringComparison.OrdinalIgnoreCase));
        Assert.IsFalse(seen.Any(value => value?.Contains("token", StringComparison.Ordinal) == true));
    }

    /// <summary>Answers one request with a token.</summary>
    private sealed class TokenService : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public TokenService()
        {
            _listener.Start();
            Request = AnswerAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Task<string> Request { get; }

        public void Dispose() => _listener.Dispose();

        private async Task<string> AnswerAsync()
        {
            using CancellationTokenSource limit = new(15_000);
            using TcpClient tcp = await _listener.AcceptTcpClientAsync(limit.Token);
            NetworkStream stream = tcp.GetStream();
            StringBuilder request = new();
            byte[] buffer = new byte[4096];
            while (!request.ToString().Contains("refresh_token=id", StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, limit.Token);
                if (count == 0)
                {
                    break;
                }

                request.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            const string Body = "{\"access_token\":\"exchanged\",\"expires_in\":60}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"), limit.Token);
            return request.ToString();
        }
    }

    /// <summary>A home folder and an environment of its own.</summary>
    private sealed class Home : IDisposable
    {
        public Home()
        {
            Variables["DOCKER_CONFIG"] = Root;
            Variables["PATH"] = Path.Combine(Root, "bin");
        }

        public string Root { get; } = Directory.CreateTempSubdirectory("updater-home-").FullName;

        public Dictionary<string, string> Variables { get; } = [];

        public string? Variable(string name) => Variables.GetValueOrDefault(name);

        public DockerConfigCredentials Source(int helperTimeoutMs = 20_000)
        {
            if (Variables.Keys.Any(name => name is "HOME" or "XDG_RUNTIME_DIR"))
            {
                Variables.Remove("DOCKER_CONFIG");
            }

            return new DockerConfigCredentials(Variable, helperTimeoutMs);
        }

        public string Write(string name, string content)
        {
            string path = Path.Combine(Root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
            return path;
        }

        public void WriteHelper(string name, string script)
        {
            string path = Write($"bin/docker-credential-{name}", "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        public void Dispose() => Directory.Delete(Root, recursive: true);
    }
}
