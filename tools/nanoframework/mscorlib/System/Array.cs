namespace System;

// No Resize, Reverse, Sort, Fill, Empty.
public abstract class Array : ICloneable, Collections.IList
{
    protected extern Array();
    public extern int Length { get; }
    public extern bool IsFixedSize { get; }
    public extern bool IsReadOnly { get; }
    public extern bool IsSynchronized { get; }
    public extern object SyncRoot { get; }
    public static extern int BinarySearch(Array array, object value, Collections.IComparer comparer);
    public static extern int BinarySearch(Array array, int index, int length, object value, Collections.IComparer comparer);
    public static extern void Clear(Array array, int index, int length);
    public extern object Clone();
    public static extern void Copy(Array sourceArray, Array destinationArray, int length);
    public static extern void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length);
    public extern void CopyTo(Array array, int index);
    public static extern Array CreateInstance(Type elementType, int length);
    public extern Collections.IEnumerator GetEnumerator();
    public extern object GetValue(int index);
    public static extern int IndexOf(Array array, object value);
    public static extern int IndexOf(Array array, object value, int startIndex);
    public static extern int IndexOf(Array array, object value, int startIndex, int count);
    extern int Collections.ICollection.Count { get; }
    extern object Collections.IList.this[int index] { get; set; }
    extern int Collections.IList.Add(object value);
    extern void Collections.IList.Clear();
    extern bool Collections.IList.Contains(object value);
    extern int Collections.IList.IndexOf(object value);
    extern void Collections.IList.Insert(int index, object value);
    extern void Collections.IList.Remove(object value);
    extern void Collections.IList.RemoveAt(int index);
}
