namespace nanoFramework.Json;

/// <summary>A text is no JSON, or does not fit the type.</summary>
public class DeserializationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public DeserializationException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public DeserializationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public DeserializationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
