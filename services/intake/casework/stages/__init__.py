"""Stages of a case (办理环节): what is done on it between acceptance and its end, by whom and when."""
