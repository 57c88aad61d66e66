"""Benchmarks of hemiface: what it measures well, how fast, and in how much memory."""
