namespace HttpRequestSteps;

/// <summary>Link 4, once an attempt: follows redirects itself, so that every hop passes the links below again and credentials never cross an origin.</summary>
internal sealed class RedirectDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        return execution.Plan.Redirects.Max == 0 ? base.SendAsync(request, cancellationToken) : FollowAsync(request, execution, cancellationToken);
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, StepExecution execution, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var hop = new Hop(execution);
        while (RedirectRules.IsRedirect(response.StatusCode))
        {
            var next = hop.Next(response);
            response.Dispose();
            response = await base.SendAsync(next, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <summary>The way of one attempt from hop to hop.</summary>
    private sealed class Hop(StepExecution execution)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal) { execution.Request.Method + " " + execution.Request.Uri.AbsoluteUri };
        private HttpMethod _method = execution.Request.Method;
        private Uri _uri = execution.Request.Uri;
        private bool _hasBody = execution.Request.Body is not null;
        private bool _hasLeft;
        private int _count;

        public StepRequestMessage Next(HttpResponseMessage response)
        {
            var redirects = execution.Plan.Redirects;
            var target = Target(response);
            if (++_count > redirects.Max)
            {
                throw Refuse($"The server redirected more than {redirects.Max} times{(execution.Plan.AreRedirectsLimited ? ", the host's limit MaxRedirects" : string.Empty)}.");
            }

            var crosses = !StepUri.IsSameOrigin(target, _uri);
            _hasLeft |= !StepUri.IsSameOrigin(target, execution.Request.Uri);
            CheckOrigin(target, crosses, redirects);
            var method = RedirectRules.NextMethod(response.StatusCode, _method);
            _hasBody &= method == _method;
            if (_hasBody && crosses)
            {
                throw Refuse($"The server redirected with {(int)response.StatusCode} to another origin ({target.Host}), which would get the body too.");
            }

            _method = method;
            _uri = target;
            if (!_seen.Add(method + " " + target.AbsoluteUri))
            {
                throw Refuse("The server redirects in a loop.");
            }

            execution.AddRedirect(target);
            return CreateMessage();
        }

        private Uri Target(HttpResponseMessage response)
        {
            if (!response.Headers.NonValidated.TryGetValues("Location", out var locations) || locations.Count != 1)
            {
                throw Refuse($"The server answered {(int)response.StatusCode} {(locations.Count > 1 ? "with several Location headers" : "without a Location header")}.");
            }

            var location = locations.First();
            return location.Length > 0 && StepUri.TryResolve(_uri, location) is { UserInfo.Length: 0 } target
                ? target
                : throw Refuse("The server redirected to a Location that is not an http or https URL.");
        }

        private void CheckOrigin(Uri target, bool crosses, StepRedirects redirects)
        {
            if (_uri.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            {
                throw Refuse("The server redirected from https to http; what is sent would no longer be encrypted.");
            }

            if (crosses && redirects.SameOriginOnly)
            {
                throw Refuse($"The server redirected to another origin ({target.Host}), and followRedirects.sameOriginOnly is set.");
            }
        }

        private StepRequestMessage CreateMessage()
        {
            var message = new StepRequestMessage(execution, _method, _uri) { HasLeftOrigin = _hasLeft };
            if (_hasBody)
            {
                message.Content = new RenderedContent(execution.Request.Body!, execution, execution.Render.MaxRequestSize);
            }

            foreach (var header in execution.Request.Headers)
            {
                if (IsKept(header))
                {
                    MessageHeaders.Add(message, header.Name, header.Value);
                }
            }

            return message;
        }

        private bool IsKept(RenderedHeader header)
        {
            if (!_hasBody && header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            return !_hasLeft || (!header.IsSecret && RedirectRules.MayCross(header.Name));
        }

        private static StepFailureException Refuse(string message) => new(FailureKind.Redirect, DeliveryCertainty.Answered, message);
    }
}
