"""Assessment stage: events in, side, burden, pattern and change out."""
