"""The ten printed forms (十种配套表格): numbered, set once, kept as they were handed out."""
