using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Updater.Core.Tests")]
