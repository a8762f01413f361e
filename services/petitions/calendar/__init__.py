"""The working calendar (工作日历) as *intake* publishes it: a copy of our own, which petitions' limits count by."""
