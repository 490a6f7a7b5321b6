System.Console.WriteLine("httpstep");
