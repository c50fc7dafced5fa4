using Updater.Architecture.Tests.Built;
using Updater.Architecture.Tests.Fixtures;
using Updater.Architecture.Tests.Rules;

namespace Updater.Architecture.Tests;

/// <summary>The firmware keeps to what nanoFramework's interpreter really does, and every rule that says so can fail.</summary>
[TestClass]
public sealed class InterpreterDisciplineTests
{
    [TestMethod]
    public void Firmware_keeps_to_what_the_interpreter_can_do()
    {
        Finding.AssertNone(from assembly in BuiltFiles.Firmware from rule in InterpreterRules.All from finding in rule.Check(assembly) select finding);
    }

    [TestMethod]
    public void Every_rule_refuses_its_wrong_programs()
    {
        foreach (Rule rule in InterpreterRules.All)
        {
            foreach (string source in WrongPrograms.OfInterpreter[rule.Name])
            {
                Assert.IsNotEmpty(rule.Check(SmallProgram.ForHost(source)), $"[{rule.Name}] lets pass: {source[..Math.Min(source.Length, 200)]}");
            }
        }
    }

    [TestMethod]
    [DataRow("public class A { public long B(in long value) => value; }")]
    [DataRow("public readonly struct A { }")]
    public void Types_that_the_compiler_adds_are_refused(string source)
    {
        Rule rule = InterpreterRules.All.Single(one => one.Name == "embedded type");
        Assert.IsNotEmpty(rule.Check(SmallProgram.ForDevice(source)), source);
    }

    [TestMethod]
    public void A_program_of_what_works_passes_every_rule()
    {
        const string Source = """
            using System;
            using System.Collections;
            using System.IO;
            using System.Net;
            using System.Text;
            using System.Threading;

            namespace Works;

            [Flags]
            public enum Kind { None = 0, First = 1, Second = 2 }

            public interface ISink : IDisposable { int Take(byte[] buffer, int offset, int count); }

            public delegate void Told(string what);

            public sealed class Sink : ISink
            {
                private static readonly uint[] s_table = { 1u, 2u, 3u, 4u, 5u, 6u };
                private readonly int[][] _rows = new int[][] { new int[] { 1 }, new int[] { 2, 3 } };
                public event Told Happened;
                public int Count { get; init; }
                public int this[int index] => _rows[index][0];
                public int Take(byte[] buffer, int offset, int count)
                {
                    int sum = 0;
                    foreach (byte one in buffer) { sum = unchecked(sum * 31 + one); }
                    lock (_rows) { sum ^= (int)(s_table[sum & 3] >> 2); }
                    try { Happened?.Invoke("sum " + sum); }
                    catch (InvalidOperationException error) when (error.Message != null) { throw; }
                    finally { sum++; }
                    return sum;
                }
                public void Dispose() { }
            }

            public static class Program
            {
                public static string Name(Kind kind) => kind switch { Kind.None => "none", Kind.First => "first", _ => $"kind {(int)kind}" };
                public static int Weight(string name)
                {
                    switch (name) { case "a": return 1; case "b": return 2; case "c": return 3; case "d": return 4; case "e": return 5; case "f": return 6; case "g": return 7; }
                    int total = 0;
                    foreach (char one in name) { total += one; }
                    return total;
                }
                public static void Run()
                {
                    int calls = 0;
                    ThreadStart start = () => calls++;
                    new Thread(start).Start();
                    using var sink = new Sink { Count = 3 };
                    Hashtable table = new Hashtable();
                    table["a"] = 1;
                    ArrayList list = new ArrayList();
                    list.Add(new StringBuilder().Append(1).ToString());
                    foreach (object one in list) { calls += one is string text ? text.Length : 0; }
                    HttpWebRequest request = (HttpWebRequest)WebRequest.Create("http://localhost/");
                    request.AddRange(1, 2);
                    using (HttpWebResponse response = (HttpWebResponse)request.GetResponse())
                    using (Stream body = response.GetResponseStream()) { body.Read(new byte[4], 0, 4); }
                    if (!int.TryParse("7", out int seven) || seven != 7) { throw new ArgumentException("seven"); }
                }
            }
            """;
        BuiltAssembly program = SmallProgram.ForDevice(Source);
        Finding.AssertNone(InterpreterRules.All.SelectMany(rule => rule.Check(program)));
    }
}
