using System;
using System.Collections;
using System.IO;
using nanoFramework.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Device.Config;

/// <summary>
/// The device's configuration, <c>updater.json</c>: what to poll, whom to trust, what board this is. It comes from the device's own file system, so the DOM
/// reader of nanoFramework.Json is good enough; the registry's documents never go through it.
/// </summary>
public sealed class DeviceConfig
{
    /// <summary>What to poll.</summary>
    public Reference Reference { get; private set; }
    /// <summary>Whom to trust.</summary>
    public TrustPolicy Policy { get; private set; }
    /// <summary>Plain HTTP instead of TLS.</summary>
    public bool IsPlainHttp { get; private set; }
    /// <summary>User name at the registry, or null.</summary>
    public string User { get; private set; }
    /// <summary>Password at the registry, or null.</summary>
    public string Password { get; private set; }
    /// <summary>Largest image of the slot, in bytes.</summary>
    public int SlotSizeBytes { get; private set; }
    /// <summary>Time between two polls.</summary>
    public int PollIntervalMs { get; private set; }
    /// <summary>First waiting time after a failure.</summary>
    public int RetryDelayMs { get; private set; }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">For example <c>I:\updater.json</c>.</param>
    /// <param name="config">The configuration, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.PolicyMissing"/> or <see cref="Outcome.ConfigMalformed"/>.</returns>
    public static Outcome Load(string path, out DeviceConfig config)
    {
        config = null;
        string text;
        try
        {
            if (!File.Exists(path))
            {
                return Outcome.PolicyMissing;
            }

            // Asked before it is read: a large file must not take the heap.
            if (new FileInfo(path).Length > Limits.ConfigBytesMax)
            {
                return Outcome.ConfigMalformed;
            }

            byte[] bytes = File.ReadAllBytes(path);
            text = System.Text.Encoding.UTF8.GetString(bytes, 0, bytes.Length);
        }
        catch (Exception)
        {
            return Outcome.ConfigMalformed;
        }

        return Parse(text, out config);
    }

    /// <summary>Reads a configuration text.</summary>
    /// <param name="text">JSON; see docs/device-config.md.</param>
    /// <param name="config">The configuration, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.PolicyMissing"/>, <see cref="Outcome.KeyMalformed"/>, <see cref="Outcome.ReferenceMalformed"/> or <see cref="Outcome.ConfigMalformed"/>.</returns>
    public static Outcome Parse(string text, out DeviceConfig config)
    {
        config = null;
        Hashtable root;
        try
        {
            root = JsonConvert.DeserializeObject(text, typeof(Hashtable)) as Hashtable;
        }
        catch (Exception)
        {
            // The DOM reader says it with DeserializationException, but not of every text: half a surrogate pair is another one.
            return Outcome.ConfigMalformed;
        }

        if (root == null)
        {
            return Outcome.ConfigMalformed;
        }

        DeviceConfig made = new DeviceConfig();
        Outcome outcome = made.Read(root);
        if (outcome == Outcome.Ok)
        {
            config = made;
        }

        return outcome;
    }

    private Outcome Read(Hashtable root)
    {
        Outcome outcome = Reference.Parse(root["reference"] as string, out Reference reference);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        Reference = reference;
        object plainHttp = root["plainHttp"];
        if ((plainHttp != null && !(plainHttp is bool)) || !IsTextOrAbsent(root["user"]) || !IsTextOrAbsent(root["password"]))
        {
            return Outcome.ConfigMalformed;
        }

        IsPlainHttp = plainHttp != null && (bool)plainHttp;
        User = root["user"] as string;
        Password = root["password"] as string;
        SlotSizeBytes = Number(root["slotSizeBytes"], 0);
        PollIntervalMs = Number(root["pollIntervalMs"], Limits.PollIntervalMs);
        RetryDelayMs = Number(root["retryDelayMs"], Limits.RetryDelayMs);
        Hashtable policy = root["policy"] as Hashtable;
        if (policy == null)
        {
            return Outcome.PolicyMissing;
        }

        bool isNamed = Reference.Tag != null || Reference.Digest != null;
        bool isWithin = SlotSizeBytes > 0 && IsWithin(PollIntervalMs, Limits.PollIntervalMsMax) && IsWithin(RetryDelayMs, Limits.RetryDelayMsMax);
        return isNamed && isWithin ? ReadPolicy(policy) : Outcome.ConfigMalformed;
    }

    private Outcome ReadPolicy(Hashtable policy)
    {
        ArrayList texts = policy["keys"] as ArrayList;
        if (texts == null || texts.Count == 0)
        {
            return Outcome.PolicyMissing;
        }

        if (texts.Count > Limits.KeysMax)
        {
            return Outcome.TooManyEntries;
        }

        EcPublicKey[] keys = new EcPublicKey[texts.Count];
        byte[] spki = new byte[EcPublicKey.SpkiBytes];
        for (int i = 0; i < keys.Length; i++)
        {
            Outcome outcome = Outcome.KeyMalformed;
            if (texts[i] is string text && Base64.Decode(text, spki, 0, spki.Length, out int count) == Outcome.Ok)
            {
                outcome = EcPublicKey.Parse(spki, 0, count, out keys[i]);
            }

            if (outcome != Outcome.Ok)
            {
                return outcome;
            }
        }

        // A product that is no text must not read as none: any product would then do.
        if (!IsTextOrAbsent(policy["product"]) || !IsTextOrAbsent(policy["layerType"]))
        {
            return Outcome.ConfigMalformed;
        }

        string layerType = policy["layerType"] as string ?? MediaTypes.FirmwareImage;
        Outcome made = TrustPolicy.Create(
            keys, Number(policy["threshold"], 1), policy["repository"] as string, policy["product"] as string, policy["board"] as string, layerType, out TrustPolicy read);
        Policy = read;
        return made;
    }

    private static bool IsTextOrAbsent(object value)
    {
        return value == null || value is string;
    }

    private static bool IsWithin(int value, int most)
    {
        return value > 0 && value <= most;
    }

    // nanoFramework.Json boxes numbers as int, long or double, by their size.
    private static int Number(object value, int absent)
    {
        if (value == null)
        {
            return absent;
        }

        if (value is int number)
        {
            return number;
        }

        return value is long wide && wide >= 0 && wide <= int.MaxValue ? (int)wide : -1;
    }
}
