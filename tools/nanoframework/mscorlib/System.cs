namespace System
{
    public class Object
    {
        public Object() { }
        ~Object() { }
        public virtual bool Equals(object obj) => throw null;
        public static bool Equals(object objA, object objB) => throw null;
        public virtual int GetHashCode() => throw null;
        public extern Type GetType();
        protected object MemberwiseClone() => throw null;
        public static bool ReferenceEquals(object objA, object objB) => throw null;
        public virtual string ToString() => throw null;
    }
    public abstract class ValueType { }
    public abstract class Enum : ValueType { }
    public struct Void { }
    public struct Boolean { public override string ToString() => throw null; }
    public struct Byte { public const byte MaxValue = 255; public const byte MinValue = 0; public override string ToString() => throw null; public string ToString(string format) => throw null; public static byte Parse(string s) => throw null; }
    public struct SByte { public override string ToString() => throw null; }
    public struct Int16 { public const short MaxValue = 32767; public override string ToString() => throw null; }
    public struct UInt16 { public const ushort MaxValue = 65535; public override string ToString() => throw null; }
    public struct Int32 { public const int MaxValue = 2147483647; public const int MinValue = -2147483648; public override string ToString() => throw null; public string ToString(string format) => throw null; public static int Parse(string s) => throw null; public static bool TryParse(string s, out int result) => throw null; }
    public struct UInt32 { public const uint MaxValue = 4294967295; public override string ToString() => throw null; public string ToString(string format) => throw null; }
    public struct Int64 { public const long MaxValue = 9223372036854775807; public const long MinValue = -9223372036854775808; public override string ToString() => throw null; public string ToString(string format) => throw null; }
    public struct UInt64 { public const ulong MaxValue = 18446744073709551615; public override string ToString() => throw null; }
    public struct Single { }
    public struct Double { public override string ToString() => throw null; }
    public struct Char { public const char MaxValue = '\uffff'; public override string ToString() => throw null; }
    public struct IntPtr { }
    public struct UIntPtr { }
    public interface IDisposable { void Dispose(); }
    public interface ICloneable { object Clone(); }
    public abstract class Attribute { }
    public enum AttributeTargets { Assembly = 1, Module = 2, Class = 4, Struct = 8, Enum = 16, Constructor = 32, Method = 64, Property = 128, Field = 256, Event = 512, Interface = 1024, Parameter = 2048, Delegate = 4096, ReturnValue = 8192, All = 16383 }
    [AttributeUsage(AttributeTargets.Class, Inherited = true)]
    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets validOn) { }
        public AttributeTargets ValidOn => throw null;
        public bool AllowMultiple { get => throw null; set { } }
        public bool Inherited { get => throw null; set { } }
    }
    [AttributeUsage(AttributeTargets.Enum)] public class FlagsAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Parameter)] public sealed class ParamArrayAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.All)] public sealed class ObsoleteAttribute : Attribute { public ObsoleteAttribute() { } public ObsoleteAttribute(string message) { } }
    public class Type { public string Name => throw null; public string FullName => throw null; public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => throw null; }
    public struct RuntimeTypeHandle { }
    public struct RuntimeFieldHandle { }
    public struct RuntimeMethodHandle { }
    public abstract class Delegate { public static Delegate Combine(Delegate a, Delegate b) => throw null; public static Delegate Remove(Delegate source, Delegate value) => throw null; }
    public abstract class MulticastDelegate : Delegate { }
    public delegate void Action();
    public class EventArgs { }
    public delegate void EventHandler(object sender, EventArgs e);
    public class Exception
    {
        public Exception() { }
        public Exception(string message) { }
        public Exception(string message, Exception innerException) { }
        public virtual string Message => throw null;
        public Exception InnerException => throw null;
        public virtual string StackTrace => throw null;
        public override string ToString() => throw null;
    }
    public class SystemException : Exception { public SystemException() { } public SystemException(string message) { } }
    public class ArgumentException : SystemException { public ArgumentException() { } public ArgumentException(string message) { } public ArgumentException(string message, string paramName) { } }
    public class ArgumentNullException : ArgumentException { public ArgumentNullException() { } public ArgumentNullException(string argument) { } }
    public class ArgumentOutOfRangeException : ArgumentException { public ArgumentOutOfRangeException() { } public ArgumentOutOfRangeException(string paramName) { } }
    public class InvalidOperationException : SystemException { public InvalidOperationException() { } public InvalidOperationException(string message) { } }
    public class NotSupportedException : SystemException { public NotSupportedException() { } public NotSupportedException(string message) { } }
    public class NullReferenceException : SystemException { }
    public class IndexOutOfRangeException : SystemException { }
    public class InvalidCastException : SystemException { }
    public class OutOfMemoryException : SystemException { }
    public class FormatException : SystemException { public FormatException() { } }
    public class ObjectDisposedException : InvalidOperationException { }
    public abstract class Array : ICloneable, Collections.IList
    {
        public int Length => throw null;
        public static void Copy(Array sourceArray, Array destinationArray, int length) { }
        public static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length) { }
        public static void Clear(Array array, int index, int length) { }
        public static int IndexOf(Array array, object value) => throw null;
        public object Clone() => throw null;
        public Collections.IEnumerator GetEnumerator() => throw null;
        int Collections.ICollection.Count => throw null;
    }
    public sealed class String : Collections.IEnumerable
    {
        public static readonly string Empty;
        public String(char[] value) { }
        public String(char[] value, int startIndex, int length) { }
        public String(char c, int count) { }
        [Runtime.CompilerServices.IndexerName("Chars")]
        public char this[int index] => throw null;
        public int Length => throw null;
        public static string Concat(object arg0) => throw null;
        public static string Concat(object arg0, object arg1) => throw null;
        public static string Concat(object arg0, object arg1, object arg2) => throw null;
        public static string Concat(params object[] args) => throw null;
        public static string Concat(string str0, string str1) => throw null;
        public static string Concat(string str0, string str1, string str2) => throw null;
        public static string Concat(string str0, string str1, string str2, string str3) => throw null;
        public static string Concat(params string[] values) => throw null;
        public static int Compare(string strA, string strB) => throw null;
        public static bool Equals(string a, string b) => throw null;
        public override bool Equals(object obj) => throw null;
        public override int GetHashCode() => throw null;
        public static bool operator ==(string a, string b) => throw null;
        public static bool operator !=(string a, string b) => throw null;
        public int CompareTo(string strB) => throw null;
        public bool StartsWith(string value) => throw null;
        public bool EndsWith(string value) => throw null;
        public bool Contains(string s) => throw null;
        public int IndexOf(char value) => throw null;
        public int IndexOf(char value, int startIndex) => throw null;
        public int IndexOf(string value) => throw null;
        public int IndexOf(string value, int startIndex) => throw null;
        public int LastIndexOf(char value) => throw null;
        public string Substring(int startIndex) => throw null;
        public string Substring(int startIndex, int length) => throw null;
        public string[] Split(params char[] separator) => throw null;
        public string Trim() => throw null;
        public string ToLower() => throw null;
        public string ToUpper() => throw null;
        public char[] ToCharArray() => throw null;
        public static bool IsNullOrEmpty(string value) => throw null;
        public static string Format(string format, params object[] args) => throw null;
        public Collections.IEnumerator GetEnumerator() => throw null;
        public override string ToString() => throw null;
    }
    public static class BitConverter
    {
        public static bool IsLittleEndian => throw null;
        public static byte[] GetBytes(int value) => throw null;
        public static int ToInt32(byte[] value, int startIndex) => throw null;
        public static uint ToUInt32(byte[] value, int startIndex) => throw null;
    }
    public static class Convert
    {
        public static string ToBase64String(byte[] inArray) => throw null;
        public static byte[] FromBase64String(string s) => throw null;
        public static int ToInt32(string value) => throw null;
    }
    public class Version
    {
        public Version(int major, int minor, int build, int revision) { }
        public int Major => throw null;
        public int Minor => throw null;
        public int Build => throw null;
        public int Revision => throw null;
    }
    public class Random { public Random() { } public Random(int seed) { } public virtual int Next() => throw null; public virtual int Next(int maxValue) => throw null; public virtual void NextBytes(byte[] buffer) { } }
    public struct TimeSpan { public const long TicksPerMillisecond = 10000; public const long TicksPerSecond = 10000000; public TimeSpan(long ticks) { } public long Ticks => throw null; }
    public struct DateTime
    {
        public static DateTime UtcNow => throw null;
        public static readonly DateTime UnixEpoch;
        public long Ticks => throw null;
        public long ToUnixTimeSeconds() => throw null;
        public static DateTime FromUnixTimeSeconds(long seconds) => throw null;
        public static TimeSpan operator -(DateTime a, DateTime b) => throw null;
    }
    public static class Environment { public static long TickCount64 => throw null; }
}
namespace System.Collections
{
    public interface IEnumerator { bool MoveNext(); object Current { get; } void Reset(); }
    public interface IEnumerable { IEnumerator GetEnumerator(); }
    public interface ICollection : IEnumerable { int Count { get; } }
    public interface IList : ICollection { }
    public class ArrayList : IList
    {
        public virtual int Count => throw null;
        public virtual object this[int index] { get => throw null; set { } }
        public virtual int Add(object value) => throw null;
        public virtual void Clear() { }
        public virtual void RemoveAt(int index) { }
        public virtual IEnumerator GetEnumerator() => throw null;
        public virtual object[] ToArray() => throw null;
    }
}
namespace System.Threading
{
    public delegate void ThreadStart();
    public sealed class Thread { public Thread(ThreadStart start) { } public void Start() { } public static void Sleep(int millisecondsTimeout) { } public void Join() { } public bool IsAlive => throw null; }
    public static class Monitor { public static void Enter(object obj) { } public static void Exit(object obj) { } }
    public static class Interlocked { public static int Increment(ref int location) => throw null; public static int Exchange(ref int location1, int value) => throw null; }
}
namespace System.Reflection
{
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
    public sealed class DefaultMemberAttribute : Attribute { public DefaultMemberAttribute(string memberName) { } }
}
namespace System.Diagnostics
{
    public static class Debug { [Conditional("DEBUG")] public static void Assert(bool condition) { } public static void WriteLine(string message) { } }
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
    public sealed class ConditionalAttribute : Attribute { public ConditionalAttribute(string conditionString) { } }
}
namespace System.Runtime.CompilerServices
{
    public static class RuntimeHelpers { public static void InitializeArray(Array array, RuntimeFieldHandle fldHandle) { } public static int OffsetToStringData => throw null; }
    [AttributeUsage(AttributeTargets.Property)] public sealed class IndexerNameAttribute : Attribute { public IndexerNameAttribute(string indexerName) { } }
    [AttributeUsage(AttributeTargets.All)] public sealed class CompilerGeneratedAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)] public sealed class InternalsVisibleToAttribute : Attribute { public InternalsVisibleToAttribute(string assemblyName) { } }
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly)] public sealed class ExtensionAttribute : Attribute { }
}
