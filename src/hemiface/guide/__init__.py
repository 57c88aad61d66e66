"""Guide engine: questions in, sourced answers out, red flags first."""
