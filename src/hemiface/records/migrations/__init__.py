"""Migrations of the store, from the first release to this one."""
