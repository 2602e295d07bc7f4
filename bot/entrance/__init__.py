"""What an update passes before the desk."""
