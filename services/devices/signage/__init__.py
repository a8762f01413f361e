"""LED programmes and playlists (播放单)."""
