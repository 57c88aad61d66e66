"""Records engine: people, visits, recordings, treatments and their history."""
