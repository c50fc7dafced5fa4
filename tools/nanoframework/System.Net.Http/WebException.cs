namespace System.Net;

public enum WebExceptionStatus
{
    Success = 0,
    NameResolutionFailure = 1,
    ConnectFailure = 2,
    ReceiveFailure = 3,
    SendFailure = 4,
    PipelineFailure = 5,
    RequestCanceled = 6,
    ProtocolError = 7,
    ConnectionClosed = 8,
    TrustFailure = 9,
    SecureChannelFailure = 10,
    ServerProtocolViolation = 11,
    KeepAliveFailure = 12,
    Pending = 13,
    Timeout = 14,
    ProxyNameResolutionFailure = 15,
}

public class WebException : InvalidOperationException
{
    public extern WebException();
    public extern WebException(string message);
    public extern WebException(string message, Exception innerException);
    public extern WebException(string message, WebExceptionStatus status);
    public extern WebException(string message, Exception inner, WebExceptionStatus status, WebResponse response);
    public extern WebResponse Response { get; }
    public extern WebExceptionStatus Status { get; }
}

public class ProtocolViolationException : InvalidOperationException
{
    public extern ProtocolViolationException();
    public extern ProtocolViolationException(string message);
}
