namespace Updater.Twin;

/// <summary>Kind of an operation that changes something durable.</summary>
public enum PowerOperationKind
{
    /// <summary>Flash or a store is programmed.</summary>
    Program,
    /// <summary>A block is erased.</summary>
    Erase,
    /// <summary>A store without erase blocks (a file, say) is written.</summary>
    Write,
}
