"""The HTTP server: request guards and the web chat."""
