"""The position page (排队进度): what the holder of a ticket may know, and the notice that the turn is near."""
