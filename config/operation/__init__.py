"""What whoever runs the installation watches: readiness, metrics, log lines. Numbers and places, never people."""
