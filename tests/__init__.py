"""Tests of hemiface."""
