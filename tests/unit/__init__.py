"""Tests of one part each; the folders mirror the package."""
