using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Updater.Core.Tests")]
[assembly: InternalsVisibleTo("Updater.Device.Tests")]
