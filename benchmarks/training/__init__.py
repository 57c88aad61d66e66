"""Making the network that reads the opening of one eye."""
