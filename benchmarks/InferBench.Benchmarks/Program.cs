using BenchmarkDotNet.Running;
using InferBench.Benchmarks;

// BenchmarkDotNet's own command line: --list flat, --filter *MatMul*, --job short. See benchmarks/README.md.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(MatMul).Assembly).Run(args, new BenchmarkConfig()).ToArray();
bool asked = !args.Any(a => a is "--list" or "--help" or "--version" or "--info");
bool measured = summaries.Length > 0 && summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
return measured || !asked ? 0 : 1;
