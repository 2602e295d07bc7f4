"""Health, readiness, metrics and event-loop lag, for operators."""
