"""What every messenger channel needs: lanes of updates, pace of sending."""
