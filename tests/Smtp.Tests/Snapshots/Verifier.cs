// The stand-in for Verify.Xunit, see docs/adr/0004-a-stand-in-for-verify.md. When the package can be restored, delete this
// file and add the PackageReference: the callers stay as they are.
#pragma warning disable IDE0130 // The namespaces are those of the package that this file stands in for.

using System.Runtime.CompilerServices;
using Smtp.Tests;
using Smtp.Tests.Snapshots;

namespace VerifyTests
{
    /// <summary>A verification that is set up, and runs when it is awaited.</summary>
    public sealed class SettingsTask(string text, string extension, string sourceFile, string method)
    {
        private string _directory = "";
        private string _fileName = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}";

        /// <summary>Where the files are, seen from the source file.</summary>
        public SettingsTask UseDirectory(string directory)
        {
            _directory = directory;
            return this;
        }

        /// <summary>What the files are called, up to <c>.verified.txt</c> and <c>.received.txt</c>.</summary>
        public SettingsTask UseFileName(string fileName)
        {
            _fileName = fileName;
            return this;
        }

        public TaskAwaiter GetAwaiter() => Run().GetAwaiter();

        private Task Run()
        {
            var directory = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.Local(sourceFile))!, _directory));
            return Golden.Compare(
                text,
                verified: Path.Combine(directory, $"{_fileName}.verified.{extension}"),
                received: Path.Combine(directory, $"{_fileName}.received.{extension}"));
        }
    }
}

namespace VerifyXunit
{
    using VerifyTests;

    public static class Verifier
    {
        /// <summary>Compares a text with the file that was verified by a person.</summary>
        public static SettingsTask Verify(
            string text,
            string extension = "txt",
            [CallerFilePath] string sourceFile = "",
            [CallerMemberName] string method = "") =>
            new(text, extension, sourceFile, method);
    }
}
