"""The version of the package, apart from the door that knows everything below it."""

__version__ = "0.1.0"
