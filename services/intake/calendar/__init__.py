"""The working calendar (工作日历) that every time limit of the hall counts by."""
