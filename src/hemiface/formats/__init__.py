"""Text and bytes to nouns and back; no paths of its own, no store."""
