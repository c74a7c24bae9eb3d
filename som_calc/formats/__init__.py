"""One exporter per format: HTML, PDF, Word and Excel."""
