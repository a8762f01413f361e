"""Facts: what was told by the other services, as far as figures need it."""
