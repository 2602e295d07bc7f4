"""Log and metrics: what happened, never what was said."""
