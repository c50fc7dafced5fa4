namespace nanoFramework.Runtime.Native;

/// <summary>Called before a restart.</summary>
public delegate void RebootEventHandler();
