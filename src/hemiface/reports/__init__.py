"""Reports engine: results in, pages and files out."""
