namespace Updater.Architecture.Tests.Fixtures;

/// <summary>For each rule, programs that break it.</summary>
internal static class WrongPrograms
{
    public static IReadOnlyDictionary<string, string[]> OfInterpreter { get; } = new Dictionary<string, string[]>
    {
        ["generic"] =
        [
            "class A<T> { }",
            "class A { static T Same<T>(T value) => value; }",
            "class A { static void B() => System.Array.Empty<int>(); }",
            "class A { System.Nullable<int> _field; }",
            "class A : System.IEquatable<A> { public bool Equals(A other) => true; }",
            "class A { static object B() { (int, int) pair = default; return pair; } }",
        ],
        ["checked"] =
        [
            "class A { static int B(int x, int y) => checked(x + y); }",
            "class A { static uint B(uint x, uint y) => checked(x * y); }",
            "class A { static byte B(int x) => checked((byte)x); }",
            "class A { static byte B(byte[] all, long index) => all[index]; }",
        ],
        ["wide array"] =
        [
            "class A { int[,] _field; }",
            "class A { static object B() => new byte[2, 3]; }",
            "class A { static void B(int[,,] cube) { } }",
        ],
        ["pointer"] =
        [
            "unsafe class A { int* _field; }",
            "unsafe class A { static void B(byte[] all) { fixed (byte* first = all) { } } }",
            "unsafe class A { static void B() { byte* all = stackalloc byte[4]; } }",
            "unsafe class A { static int B(delegate*<int> function) => function(); }",
        ],
        ["interface body"] =
        [
            "interface A { int B() => 1; }",
            "interface A { static int B() => 1; }",
            "interface A { static abstract int B(); }",
        ],
        ["long method"] = ["class A { static int B(int x) { " + Repeat(4000, _ => "x = x * 31 + 7; ") + " return x; } }"],
        ["many locals"] = ["class A { static int B(int x) { " + Repeat(201, index => $"int x{index} = x; ") + " return x; } }"],
        ["cut string"] = ["class A { static string B() => \"a\\0b\"; }"],
        ["enum text"] =
        [
            "enum E { One } class A { static string B(E e) => e.ToString(); }",
            "enum E { One } class A { static string B(E e) => \"e: \" + e; }",
            "enum E { One } class A { static object B(E e) => e; }",
            "class A { static string B(System.DayOfWeek day) => day.ToString(); }",
        ],
        ["modifier"] =
        [
            "class A { volatile int _field; }",
            "interface A { void B(in long value); }",
        ],
        ["embedded type"] =
        [
            "namespace System { struct Index { } }",
            "namespace Microsoft.CodeAnalysis { class Other { } }",
        ],
    };

    public static IReadOnlyDictionary<string, string[]> OfCore { get; } = new Dictionary<string, string[]>
    {
        ["stage order"] =
        [
            "namespace Updater.Core.Agent { class Later { } } namespace Updater.Core.Platform { class A : Updater.Core.Agent.Later { } }",
            "namespace Updater.Core.Agent { class Later { } } namespace Updater.Core.Boot { class A { Updater.Core.Agent.Later _field; } }",
            "namespace Updater.Core.Slots { class Later { } } namespace Updater.Core.Layers { class A { void B(Updater.Core.Slots.Later later) { } } }",
            "namespace Updater.Core.Trust { class Later { public static int One() => 1; } } namespace Updater.Core.Manifests { class A { int B() => Updater.Core.Trust.Later.One(); } }",
            "namespace Updater.Core.Trust { interface ILater { } } namespace Updater.Core.Content { class A : Updater.Core.Trust.ILater { } }",
            "namespace Updater.Core.Elsewhere { class A { } }",
            "namespace Updater.Core { class A { } }",
        ],
        ["clock and chance"] =
        [
            "class A { static object B() => System.DateTime.UtcNow.Ticks.ToString(); }",
            "class A { static void B() => System.Threading.Thread.Sleep(1); }",
            "class A { static int B() => System.Environment.TickCount; }",
            "class A { static int B() => new System.Random().Next(); }",
            "class A { static void B() { lock (typeof(A)) { } } }",
        ],
    };

    private const string Doors = """
        namespace Updater.Core.Trust { public class VerifiedRelease { internal VerifiedRelease(int one) { } } public class ReleaseTrust { object Accept() => new VerifiedRelease(1); } }
        namespace Updater.Core.Slots { public class SealedSlot { public static SealedSlot Match() => null; } }
        namespace Updater.Device.Slots { public class IfuSlot { object Seal() => Updater.Core.Slots.SealedSlot.Match(); } }
        """;

    /// <summary>Passes the rules of the doors of trust: everybody goes through his own.</summary>
    public static string EveryoneThroughHisDoor => Doors;

    public static IReadOnlyDictionary<string, string[]> OfTrust { get; } = new Dictionary<string, string[]>
    {
        ["verified release"] =
        [
            Doors + "namespace Updater.Core.Agent { class A { object B() => new Updater.Core.Trust.VerifiedRelease(1); } }",
            Doors + "namespace Updater.Core.Trust { class Other { object B() => new VerifiedRelease(1); } }",
            Doors + "namespace Updater.Core.Trust { class Other : VerifiedRelease { Other() : base(1) { } } }",
            Doors + "namespace Updater.Core.Trust { class Other { System.Func<int, object> B() => one => new VerifiedRelease(one); } }",
        ],
        ["sealed slot"] =
        [
            Doors + "namespace Updater.Core.Agent { class A { object B() => Updater.Core.Slots.SealedSlot.Match(); } }",
            Doors + "namespace Updater.Device.Slots { class Other { object Seal() => Updater.Core.Slots.SealedSlot.Match(); } }",
            Doors + "namespace Updater.Core.Slots { class Other { System.Func<SealedSlot> B() => SealedSlot.Match; } }",
        ],
    };

    private static string Repeat(int count, Func<int, string> statement)
    {
        return string.Concat(Enumerable.Range(0, count).Select(statement));
    }
}
