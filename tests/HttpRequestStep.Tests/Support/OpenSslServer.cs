using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps.Tests;

/// <summary>OpenSSL's own server, if it is installed: it demands a client certificate and says so when it does not get the right one.</summary>
internal sealed class OpenSslServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private OpenSslServer(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        Url = $"https://127.0.0.1:{port}/";
    }

    public string Url { get; }

    public static OpenSslServer? TryStart(X509Certificate2 certificate)
    {
        var folder = Directory.CreateTempSubdirectory();
        var port = Steps.FreePort();
        File.WriteAllText(Path.Combine(folder.FullName, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var start = new ProcessStartInfo("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", "cert.pem", "-key", "key.pem", "-CAfile", "cert.pem", "-Verify", "1", "-verify_return_error", "-tls1_3", "-www", "-quiet"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var server = new OpenSslServer(Process.Start(start)!, folder, port);
            server.WaitUntilItListens(port);
            return server;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WaitUntilItListens(int port)
    {
        while (!_process.HasExited)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                Thread.Yield();
            }
        }
    }
}
