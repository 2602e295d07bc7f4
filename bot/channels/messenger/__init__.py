"""What every messenger needs: updates in order, limits of sending, replies as pages and keyboards."""
