"""Windows on duty (窗口开停): open, paused with a message to the displays, closed."""
