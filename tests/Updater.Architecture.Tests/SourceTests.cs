using Updater.Architecture.Tests.Fixtures;
using Updater.Architecture.Tests.Rules;

namespace Updater.Architecture.Tests;

/// <summary>Sources keep to the project's form.</summary>
[TestClass]
public sealed class SourceTests
{
    [TestMethod]
    public void Sources_keep_to_the_form()
    {
        Assert.IsNotEmpty(SourceFile.Below("firmware/Updater.Core/"));
        Finding.AssertNone(SourceFile.All.SelectMany(SourceRules.All));
    }

    [TestMethod]
    [DataRow("length", "firmware/Updater.Core/Trust/A.cs", "namespace Updater.Core.Trust;", 601)]
    [DataRow("unfinished", "host/Updater.Cli/A.cs", "namespace Updater.Cli; // TO" + "DO later", 0)]
    [DataRow("no #if", "firmware/Updater.Core/Trust/A.cs", "namespace Updater.Core.Trust;\n#if NANOFRAMEWORK\n#endif", 0)]
    [DataRow("folder", "firmware/Updater.Device/Helpers/A.cs", "namespace Updater.Device.Helpers;", 0)]
    [DataRow("namespace", "firmware/Updater.Core/Trust/A.cs", "namespace Updater.Core.Content;", 0)]
    [DataRow("namespace", "host/Updater.Twin/A.cs", "namespace Updater.Images;", 0)]
    [DataRow("one type", "host/Updater.Cli/A.cs", "namespace Updater.Cli; public class A { } public enum B { }", 0)]
    [DataRow("one place", "firmware/Updater.Core/Trust/A.cs", "namespace Updater.Core.Trust; public class A { public const int KeysMax = 1; }", 0)]
    public void Every_rule_of_form_refuses_its_wrong_file(string rule, string path, string text, int extraLines)
    {
        SourceFile file = new(path, text + new string('\n', extraLines));
        CollectionAssert.AreEqual(new[] { rule }, SourceRules.All(file).Select(finding => finding.Rule).Distinct().ToArray());
    }

    [TestMethod]
    [DataRow("host/Updater.Twin/Json/JsonConvert.cs", "namespace nanoFramework.Json; public static class JsonConvert { }")]
    [DataRow("firmware/Updater.Core/Platform/Limits.cs", "namespace Updater.Core.Platform; public static class Limits { public const int KeysMax = 8; }")]
    [DataRow("tests/Updater.Core.Tests/Trust/A.cs", "namespace Elsewhere; public class A { } public class B { }")]
    public void What_the_form_allows_passes(string path, string text)
    {
        Finding.AssertNone(SourceRules.All(new SourceFile(path, text)));
    }
}
