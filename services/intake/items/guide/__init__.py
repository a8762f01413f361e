"""The public guide (办事指南): items found by name, initials, pinyin and window, and all that a person needs of one."""
