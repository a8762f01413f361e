"""One-time pairing codes: how a terminal, new or in place of a broken one, gets its own secret (配对码)."""
