"""What operators ask: health, readiness, metrics, event-loop lag."""
