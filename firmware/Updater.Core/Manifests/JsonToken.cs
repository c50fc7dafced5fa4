namespace Updater.Core.Manifests;

/// <summary>What the JSON reader stands at.</summary>
public enum JsonToken
{
    /// <summary>Nothing was read yet, or reading failed.</summary>
    None = 0,
    /// <summary><c>{</c></summary>
    ObjectStart,
    /// <summary><c>}</c></summary>
    ObjectEnd,
    /// <summary><c>[</c></summary>
    ArrayStart,
    /// <summary><c>]</c></summary>
    ArrayEnd,
    /// <summary>A key; its value comes next.</summary>
    Name,
    /// <summary>A string value.</summary>
    String,
    /// <summary>A number.</summary>
    Number,
    /// <summary><c>true</c></summary>
    True,
    /// <summary><c>false</c></summary>
    False,
    /// <summary><c>null</c></summary>
    Null,
    /// <summary>The document is over, and nothing came behind it.</summary>
    End,
}
