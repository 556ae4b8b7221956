using System.Net.Sockets;
using LanguageExt;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting.Internal;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Recording;
using Smtp.Host.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;
using Smtp.Host.Web;
using Smtp.Host.Web.Search;

namespace Smtp.Host.Receiving;

/// <summary>The whole host: store, policies and listeners, from start to orderly stop.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Parts _parts;

    private SmtpServer(WebApplication app, Parts parts) => (_app, _parts) = (app, parts);

    /// <summary>The store, for whoever looks at the mail.</summary>
    public IStore Store => _parts.Store;

    /// <summary>What is still to be delivered.</summary>
    public IQueue Queue => _parts.Store;

    /// <summary>The connections now.</summary>
    public ConnectionLimits Connections => _parts.Connections;

    /// <summary>What is measured.</summary>
    public Instruments Instruments => _parts.Instruments;

    /// <summary>Takes recordings.</summary>
    public SessionArchive Archive => _parts.Archive;

    /// <summary>The configuration in force.</summary>
    public LiveConfiguration Configuration => _parts.Configuration;

    /// <summary>Where the host listens, as the system told: a port 0 has become the port that it chose.</summary>
    public IReadOnlyList<(ListenerOptions Listener, string Address)> Listening => _parts.Listening;

    /// <summary>The address line of a browser for the pages; null where there are none.</summary>
    public string? WebUrl => _parts.Web is { } web ? WebPlace.Url(AddressOf(web)) : null;

    /// <summary>Opens the store and listens.</summary>
    /// <exception cref="IOException">An address is in use, or the store cannot be opened.</exception>
    /// <exception cref="ListenException">Nobody may listen at an address, or there is no such address.</exception>
    public static async Task<SmtpServer> StartAsync(LoadedConfiguration loaded, TimeProvider time, CancellationToken stop)
    {
        var store = await SqliteStore.OpenAsync(StoreSettings.From(loaded), StoreRole.Host, Log.Logger, stop);
        var parts = new Parts(store, new LiveConfiguration(loaded), time);
        try
        {
            var app = Build(parts);
            await app.StartAsync(stop);
            parts.StartCourier();
            return new SmtpServer(app, parts);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the host was told to stop, and has.</summary>
    public Task WaitForStopAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops: no new sessions, idle ones are told 421, messages on their way may finish within the grace period.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        // What it does last is still measured: with the application those end who listen.
        await _parts.StopCourierAsync();
        await _app.DisposeAsync();
        await _parts.DisposeAsync();
    }

    private static WebApplication Build(Parts parts)
    {
        var options = parts.Configuration.Options;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "smtp" });
        builder.Services.AddSerilog(Log.Logger);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Timeouts.Shutdown);
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetime>();
        builder.Services.Configure<SocketTransportOptions>(ListenSockets.Configure);
        builder.Services.AddHostedService(_ => new Purging(parts.Store, parts.Time));
        var web = WebPlace.Of(parts.Configuration.Loaded);
        if (web is not null) WebSite.Add(builder.Services, parts, web);
        Exporting.Add(builder, parts.Instruments, options.Telemetry, isAsked: web is not null);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            var stopping = kestrel.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            foreach (var listener in options.Listeners)
            {
                Listen(kestrel, listener.Place(), endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http1;
                    endpoint.Run(new SmtpListener(listener, parts, stopping).OnConnectedAsync);
                    parts.Bound.Add((listener, endpoint));
                });
            }
            if (web is null) return;
            kestrel.AddServerHeader = false;
            Listen(kestrel, web.Address, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                parts.Web = endpoint;
            });
        });
        var app = builder.Build();
        if (web is not null) WebSite.Map(app);
        return app;
    }

    private static string AddressOf(ListenOptions endpoint) =>
        endpoint.SocketPath is { } path ? $"unix:{path}" : endpoint.EndPoint.ToString()!;

    private static void Listen(KestrelServerOptions kestrel, ListenAddress place, Action<ListenOptions> configure)
    {
        switch (place)
        {
            case ListenAddress.Ip ip: kestrel.Listen(ip.Address, ip.Port, configure); break;
            case ListenAddress.Everywhere everywhere: kestrel.ListenAnyIP(everywhere.Port, configure); break;
            case ListenAddress.Localhost localhost: kestrel.ListenLocalhost(localhost.Port, configure); break;
            case ListenAddress.Unix unix: ListenUnix(kestrel, unix.Path, configure); break;
            default: throw new InvalidOperationException($"Nobody can listen at '{place}'.");
        }
    }

    /// <summary>A socket that a killed host left behind is removed; one that somebody answers at is theirs.</summary>
    private static void ListenUnix(KestrelServerOptions kestrel, string path, Action<ListenOptions> configure)
    {
        if (File.Exists(path))
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(new UnixDomainSocketEndPoint(path));
                throw new IOException($"The socket {path} is in use by another process.");
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                File.Delete(path);
            }
        }
        kestrel.ListenUnixSocket(path, configure);
    }

    /// <summary>What the listeners share, and what is closed when they have ended.</summary>
    internal sealed class Parts : IAsyncDisposable
    {
        public Parts(SqliteStore store, LiveConfiguration configuration, TimeProvider time)
        {
            (Store, Configuration, Time) = (store, configuration, time);
            var options = configuration.Options;
            Connections = new ConnectionLimits(() => configuration.Options.Limits);
            Gauges.Add(Instruments.Meter, Connections, store, time);
            store.Committed = Instruments.Committed;
            Logins = new Logins(store, time);
            Archive = new SessionArchive(store, () => configuration.Options.Record, time, Log.Logger);
            Certificates = options.Listeners.Exists(listener => listener.Tls != "none")
                ? Certificates.Open(configuration.Loaded, time)
                : null;
            Answers = new Answers(
                [Connections, new RecipientPolicy(() => configuration.Directions, store), new RoomPolicy(store)], store, Logins,
                () => configuration.Directions, () => Courier?.Wake(), time);
        }

        /// <summary>Delivers what goes on; null where nobody does, as in a single session.</summary>
        public Courier? Courier { get; private set; }

        /// <summary>Begins to deliver.</summary>
        public void StartCourier()
        {
            var desk = new Desk(Store, () => DeskSettings.From(Configuration), Time, Log.Logger, Instruments);
            var recorded = new RecordedConversations(Store, () => Configuration.Options.Record, Time, Log.Logger);
            var carriers = new MeasuredCarriers(new Carriers(Configuration, recorded, Time), Instruments, Time);
            Courier = new Courier(new Courier.Parts(
                Store, desk, carriers, () => Configuration.Options.Queue.Concurrency,
                () => Configuration.Options.Timeouts.Shutdown, () => Configuration.Options.Record.Age, Time, Log.Logger));
        }

        /// <summary>Lets messages on their way to others arrive, and delivers no more.</summary>
        public async ValueTask StopCourierAsync()
        {
            var courier = Courier;
            Courier = null;
            if (courier is not null) await courier.DisposeAsync();
        }

        public SqliteStore Store { get; }
        public LiveConfiguration Configuration { get; }
        public ConnectionLimits Connections { get; }
        public Logins Logins { get; }
        public Certificates? Certificates { get; }
        public Answers Answers { get; }
        public TimeProvider Time { get; }
        public SessionArchive Archive { get; }
        public Instruments Instruments { get; } = new();
        public ListenOptions? Web { get; set; }
        public List<(ListenerOptions Listener, ListenOptions Endpoint)> Bound { get; } = [];
        public IReadOnlyList<(ListenerOptions Listener, string Address)> Listening =>
            [.. Bound.Select(one => (one.Listener, AddressOf(one.Endpoint)))];

        public Shell Shell => new(
            Answers, Store, Certificates, Configuration.Options.Protocol.EarlyTalkers == "refuse",
            Configuration.Options.Protocol.GreetingDelay, Time, Archive, Instruments);

        public async ValueTask<Settings> SettingsForAsync(ListenerOptions listener, CancellationToken stop) =>
            Configuration.SettingsFor(listener, await Logins.AnyAccountsAsync(stop));

        public async ValueTask DisposeAsync()
        {
            Certificates?.Dispose();
            await StopCourierAsync();
            await Archive.DisposeAsync();
            await Store.DisposeAsync();
            Instruments.Dispose();
        }
    }
}
