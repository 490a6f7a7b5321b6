using System.Text.Json.Serialization.Metadata;

namespace HttpRequestSteps;

/// <summary>One name, one record, one implementation: a row in the table of an extension point.</summary>
/// <param name="Name">The name definitions write.</param>
/// <param name="DefinitionType">The record of the definition.</param>
/// <param name="Create">Makes the implementation.</param>
/// <param name="Resolver">The JSON contract of a host's record.</param>
internal sealed record AuthenticationRegistration(string Name, Type DefinitionType, Func<IServiceProvider, AuthenticationHandler> Create, IJsonTypeInfoResolver? Resolver = null);

/// <inheritdoc cref="AuthenticationRegistration"/>
internal sealed record BodyRegistration(string Name, Type DefinitionType, Func<IServiceProvider, BodySerializer> Create, IJsonTypeInfoResolver? Resolver = null);

/// <summary>One name, one implementation.</summary>
internal sealed record NamedRegistration<T>(string Name, Func<IServiceProvider, T> Create);
