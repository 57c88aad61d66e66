"""Work that outlasts its server: a durable queue, what comes in for it, and who does it."""
