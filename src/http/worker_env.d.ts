// Written by `npm run bindings` from wrangler.toml.
interface Env {
  RATE_LIMIT: RateLimit;
  CF_VERSION_METADATA: WorkerVersionMetadata;
  ASSETS: Fetcher;
  DIAGNOSIS_WORK: number;
  REQUEST_LOG: boolean;
}
