"""Wrong codes against one number (猜码): after a few it answers nobody for a while, and does not say so."""
