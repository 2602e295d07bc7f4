"""The HTTP server: request guards, the web chat and the team's page."""
