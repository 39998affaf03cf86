"""Models on disk: the registry, downloads, checksums, packing, the cache. Nothing here loads a model."""
