using System.Reflection.Metadata;
using Updater.Architecture.Tests.Built;
using Updater.Architecture.Tests.Fixtures;
using Updater.Architecture.Tests.Rules;

namespace Updater.Architecture.Tests;

/// <summary>The reference surface promises nothing that a device cannot keep.</summary>
[TestClass]
public sealed class SurfaceTests
{
    private static readonly string[] s_rules = ["generic", "pointer", "wide array", "modifier", "interface body"];

    [TestMethod]
    public void Surface_has_neither_generics_nor_pointers()
    {
        Finding.AssertNone(
            from assembly in BuiltFiles.Surface
            from rule in InterpreterRules.All
            where s_rules.Contains(rule.Name)
            from finding in rule.Check(assembly)
            select finding);
    }

    [TestMethod]
    public void Surface_has_no_span()
    {
        Finding.AssertNone(
            from assembly in BuiltFiles.Surface
            from handle in assembly.Types
            let name = assembly.NameOf(handle)
            where name.Contains("Span", StringComparison.Ordinal) && name != "System.TimeSpan"
            select new Finding("surface", name, "a span", "v1 and v2 differ there: leave the member out."));
    }

    [TestMethod]
    public void Surface_is_signatures_only()
    {
        Finding.AssertNone(
            from assembly in BuiltFiles.Surface
            from method in assembly.Methods
            where method.HasBody
            select new Finding("surface", $"{assembly.Name}: {method.Name}", "has a body", "Declare it extern, constructors too; a class needs an explicit one."));
    }

    [TestMethod]
    public void Surface_shows_public_members_of_the_real_namespaces()
    {
        Finding.AssertNone(
            from assembly in BuiltFiles.Surface
            from handle in assembly.Types
            let name = assembly.NameOf(handle)
            where name != "<Module>" && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("nanoFramework.", StringComparison.Ordinal)
            select new Finding("surface", $"{assembly.Name}: {name}", "is not of nanoFramework", "Only its types belong here."));
    }

    [TestMethod]
    [DataRow("class A { object _field = new System.Collections.Generic.List<int>(); }")]
    [DataRow("class A { int? _field; }")]
    [DataRow("class A { (int, int) _field; }")]
    [DataRow("record A(int Value);")]
    [DataRow("class A { System.Collections.IEnumerable B() { yield return 1; } }")]
    [DataRow("class A { async void B() { } }")]
    [DataRow("class A { volatile int _field; }")]
    [DataRow("class A { char B(string s) => s[^1]; }")]
    [DataRow("class A { string B(string s) => s.Replace(\"a\", \"b\"); }")]
    [DataRow("class A { string B(string[] s) => string.Join(\",\", s); }")]
    [DataRow("class A { bool B(string s) => string.IsNullOrWhiteSpace(s); }")]
    [DataRow("class A { bool B(string s) => s.StartsWith('a'); }")]
    [DataRow("class A { void B(byte[] all) => System.Array.Resize(ref all, 1); }")]
    [DataRow("class A { void B(byte[] all) => System.Buffer.BlockCopy(all, 0, all, 1, 1); }")]
    [DataRow("class A { bool B(char c) => char.IsDigit(c); }")]
    [DataRow("class A { object B() => new System.Span<byte>(); }")]
    [DataRow("class A { object B() => \"a\"u8.Length; }")]
    [DataRow("class A { int B() => System.Environment.TickCount; }")]
    [DataRow("class A { object B() => System.DateTime.Now; }")]
    [DataRow("class A { void B() => System.Threading.Monitor.TryEnter(this); }")]
    [DataRow("class A { void B() { try { } catch (System.UnauthorizedAccessException) { } } }")]
    [DataRow("class A : System.IO.Stream { }")]
    [DataRow("class A { void B(System.Net.HttpWebRequest r) => r.AllowAutoRedirect = true; }")]
    [DataRow("class A { string B(byte[] all) => System.Text.Encoding.UTF8.GetString(all); }")]
    [DataRow("interface A { int B() => 1; }")]
    [DataRow("class A { object B(dynamic d) => d.Some; }")]
    public void What_a_device_lacks_does_not_compile(string source)
    {
        Assert.IsNotEmpty(SmallProgram.ErrorsForDevice(source), source + " compiles against the surface: take the member out of tools/nanoframework.");
    }

    [TestMethod]
    public void Portable_tests_are_compiled_for_the_device()
    {
        BuiltAssembly tests = BuiltFiles.DeviceAssembly("NFUnitTest");
        string[] expected = ["mscorlib", "nanoFramework.TestFramework", "Updater.Core"];
        Assert.IsEmpty(tests.References.Except(expected));
        Assert.IsNotEmpty(tests.Types.Where(handle => tests.NameOf(handle).StartsWith("Updater.Core.Tests.", StringComparison.Ordinal)));
        Finding.AssertNone(
            from rule in InterpreterRules.All
            where rule.Name != "enum text"
            from finding in rule.Check(tests)
            select finding);
    }
}
