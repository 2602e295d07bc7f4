"""Figures for Prometheus. Nothing else imports prometheus-client."""
