using HttpRequestSteps.Tests.Faults;

// One test of this assembly, in the network that the process was started in: TYPE METHOD.
await OwnNetwork.RunInsideAsync(args[0], args[1]);
