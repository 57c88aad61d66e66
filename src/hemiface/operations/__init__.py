"""The desk: what a user can ask for."""
