"""Extended hours (延时服务): who is rostered at which window at noon and on Saturdays, beside the standing hours."""
