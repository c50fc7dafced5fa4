namespace System.Collections;

// A class here, a structure on .NET.
public class DictionaryEntry
{
    public object Key;
    public object Value;
    public extern DictionaryEntry(object key, object value);
}

public interface IDictionary : ICollection
{
    bool IsFixedSize { get; }
    bool IsReadOnly { get; }
    ICollection Keys { get; }
    ICollection Values { get; }
    object this[object key] { get; set; }
    void Add(object key, object value);
    void Clear();
    bool Contains(object key);
    void Remove(object key);
}

// No ContainsKey.
public class Hashtable : ICloneable, IDictionary
{
    public extern Hashtable();
    public extern Hashtable(int capacity);
    public extern Hashtable(int capacity, float loadFactor);
    public extern int Count { get; }
    public extern bool IsFixedSize { get; }
    public extern bool IsReadOnly { get; }
    public extern bool IsSynchronized { get; }
    public extern ICollection Keys { get; }
    public extern object SyncRoot { get; }
    public extern ICollection Values { get; }
    public extern object this[object key] { get; set; }
    public extern void Add(object key, object value);
    public extern void Clear();
    public extern object Clone();
    public extern bool Contains(object key);
    public extern void CopyTo(Array array, int arrayIndex);
    public extern IEnumerator GetEnumerator();
    public extern void Remove(object key);
}
