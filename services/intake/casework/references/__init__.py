"""External references (外部编号): under which number another system knows a case."""
