"""routing (派办): who in which village works on what the hall accepted, and what came of it."""
