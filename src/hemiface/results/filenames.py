"""How the files of a result are called; nobody else knows."""

SUMMARY = "summary.json"
EVENTS = "events.csv"
SIGNALS = "signals.parquet"
PICTURES = "pictures.zip"
PREVIOUS = "previous.json"
ABOUT = "about.json"
REPORT = "report.html"
OVERLAY = "overlay.mp4"
CORRECTIONS = "corrections.csv"
RECORD = "record.json"

RESULT_FILES = (SIGNALS, EVENTS, PICTURES, PREVIOUS, ABOUT, REPORT, OVERLAY, SUMMARY)
"""What an analysis writes, and what another one replaces."""

ILLUSTRATIONS = (PICTURES, OVERLAY, PREVIOUS, ABOUT)
"""What looking again at the signals leaves as it is."""
