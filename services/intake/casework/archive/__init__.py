"""The archive (归档): ended cases with number and retention class; disposal when their time is over."""
