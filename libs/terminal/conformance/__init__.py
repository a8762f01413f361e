"""Conformance kit (一致性测试): plays the centre for one terminal and says row by row what it keeps."""
